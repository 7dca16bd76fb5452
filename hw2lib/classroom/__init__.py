"""A class: the pages handed out, to each with numbers of their own, and graded without running a line of them.

python -m hw2lib.classroom handout FOLDER [--each names.csv] [--fold]
python -m hw2lib.classroom solutions FOLDER [--each names.csv]
python -m hw2lib.classroom grade FOLDER [--each names.csv]
"""
