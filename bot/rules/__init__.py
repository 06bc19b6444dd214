"""The rules of partnership, pure: values in, values out. docs/rules.md says them in words."""
