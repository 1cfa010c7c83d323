"""Facts about the world as data: licences, languages, labels, tasks, front-matter keys."""
