"""Statistics of samples: intervals, quantiles, histograms, shifts. Pure."""
