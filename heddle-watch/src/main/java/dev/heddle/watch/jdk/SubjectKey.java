package dev.heddle.watch.jdk;

/**
 * Stands for something that cannot be had as an object; equal for the same thing. Everything else
 * is compared by identity: {@code equals} and {@code hashCode} are code of the service.
 */
public interface SubjectKey {}
