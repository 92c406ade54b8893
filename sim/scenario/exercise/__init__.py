"""The exercise file: what a class needs beside a scenario, in the words of HSEEP."""
