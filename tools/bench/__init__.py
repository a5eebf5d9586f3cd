"""`make bench`: our times beside the least that any program would need, on the same rows.

`python -m tools.bench --rows N` makes a scratch database with N customers and fifty orders each
(`data.fill`), and calls one function a figure: `import_orders.measure_import_orders`,
`score.measure_score_full`, `score.measure_score_changed`, `lists.measure_list_first`,
`lists.measure_list_last`, `lists.measure_search`, `lists.measure_search_everywhere`,
`deadlines.measure_deadlines`. Each takes no argument, finds the rows there and all customers
scored on `data.DAY`, and returns what `Figure` takes after the name: `(our seconds, seconds of
the floor, highest ratio that passes)`.
`import_kinds.figures` yields a figure for every kind of import, however many there are.
"""
