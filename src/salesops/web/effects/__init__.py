"""Did it work: what was tried is declared before anybody looks, and judged against others."""
