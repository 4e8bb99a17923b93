package dev.heddle.check.explore;

/** A choice among several waiting threads: whom a thread wakes. */
record Notification(int notifier, int woken) {}
