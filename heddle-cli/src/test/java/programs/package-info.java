/** Programs that the tests of the command line check. */
package programs;
