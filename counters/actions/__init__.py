"""What can be done at the counter: slots, appointments, the queue, duty. One function per act, one transaction."""
