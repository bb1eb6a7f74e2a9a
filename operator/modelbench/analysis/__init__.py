"""From raw samples to summaries: phases, intervals, diagnosis of pods. Pure."""
