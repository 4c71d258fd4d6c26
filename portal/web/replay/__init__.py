"""The order of 2021 replayed at its dates, under the rules of its day, on data of its own."""
