"""What a period will come to: the only package that knows a forecasting library."""
