import threading

import pytest
from django.db import connection, transaction

from portal.kernel.counters import next_number


@pytest.mark.django_db
def test_numbers_run_from_one_in_each_series():
    assert [next_number("a"), next_number("a"), next_number("b")] == [1, 2, 1]


@pytest.mark.django_db
def test_a_number_comes_back_when_its_transaction_fails():
    class Stopped(Exception):
        pass

    next_number("a")
    with pytest.raises(Stopped), transaction.atomic():
        next_number("a")
        raise Stopped

    assert next_number("a") == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_number_taken_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        next_number("a")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_writers_leave_no_gap():
    taken: list[int] = []

    def take():
        for _turn in range(25):
            with transaction.atomic():
                taken.append(next_number("hot"))
        connection.close()

    writers = [threading.Thread(target=take) for _writer in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(taken) == list(range(1, 201))
