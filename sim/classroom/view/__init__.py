"""What each person may know, as data: pages are made from nothing else.

Secrecy is kept here and only here: what a view does not hold cannot be in the bytes that are sent.
"""
