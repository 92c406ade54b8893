"""Pages: one HTML file that needs no network, for one run and for many."""
