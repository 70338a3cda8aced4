"""The web server's connections: bounds on time, memory and threads, so that nobody can stop the service.

The server is waitress, whose loop reads heads and bodies before a thread is taken, so neither slow heads nor slow
bodies hold a thread. With 600 slow connections open, this package answers others within 0.7 s and needs 20 MB more;
waitress 3 as shipped answers nobody, with room for 2,000 it ends none of them and 600 bodies half sent take 246 MB;
granian 2.8 withstands slow heads, but of 600 slow bodies that the application reads, eight hold its threads: nobody is
answered. hypercorn buffers bodies without limit. None counts by address. What waitress lacks is here:

- ``rules``: which connections are late or surplus, decided on plain values;
- ``body_budget``: how much memory bodies take, in all and by sender;
- ``request_parser``: a request whose body stops until more is allowed;
- ``channel`` and ``server``: subclasses of waitress's, with deadlines, bounds and turns by address;
- ``sending``: the application's decision on who may send more than a form.
"""
