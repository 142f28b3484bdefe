"""What we promise about speed and size, measured, each claim beside a yardstick of the same run."""
