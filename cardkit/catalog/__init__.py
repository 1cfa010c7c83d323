"""Facts about the world as data: licences, languages, labels, front matter keys, tasks, metrics.

The data lies in `data/*.tsv`, each file naming its sources in its first lines; loaders are typed
and cached, so a fact costs its parsing once and nothing when it is not asked for. Import the room
you need (`cardkit.catalog.labels`): this package itself loads none of them.
"""
