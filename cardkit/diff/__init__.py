"""Two cards side by side: two versions, two languages, an upstream and its mirror."""
