"""The web server's connections: bounds on time, memory and threads, so that nobody can stop the service.

The server is waitress, whose loop reads heads and bodies before a thread is taken, so neither slow heads nor slow
bodies hold a thread. It was compared with granian and hypercorn using 1,000 slow connections: granian bounds the head's
time, but each slow body holds one of its threads, and 1,000 stop it; hypercorn keeps answering but buffers what it was
sent without limit; neither counts by address. What waitress lacks is here:

- ``rules``: which connections are late or surplus, decided on plain values;
- ``body_budget``: how much memory bodies take, in all and by sender;
- ``request_parser``: a request whose body stops until more is allowed;
- ``channel`` and ``server``: subclasses of waitress's, with deadlines, bounds and turns by address;
- ``sending``: the application's decision on who may send more than a form.
"""
