"""Public holidays by country, looked up once a year and country and then kept."""

import warnings
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1024)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of ``country`` in ``year``.

    ``country`` is an ISO code such as ``US``, or one with a region such as ``DE-BY``.
    Years beyond a country's moon tables lack the moving feasts.
    Raises ValueError when the country is unknown.
    """
    import holidays  # noqa: PLC0415 - 4 MB, where nobody may have said their country

    code, _, region = country.partition("-")
    try:
        with warnings.catch_warnings():
            # It warns of the moon tables' ends; a far due date is no reason to stop a sweep.
            warnings.simplefilter("ignore", UserWarning)
            found = holidays.country_holidays(code, subdiv=region or None, years=year)
    except NotImplementedError as unknown:  # how the library says that it knows no such country
        raise ValueError(
            f"There are no holidays on file for {country!r}; use a two-letter country code "
            "such as US or DE, or leave it empty."
        ) from unknown
    return frozenset(found)
