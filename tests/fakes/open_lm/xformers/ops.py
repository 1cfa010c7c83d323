"""Nothing of it is called by the stand-in of open_lm."""
