/*
 * A program under test in a terminal of ours: a pty whose screen libvterm keeps.
 * Everything waits for a state with a time limit; nothing sleeps.
 */
#ifndef TBTOP_E2E_TERMINAL_H
#define TBTOP_E2E_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

struct terminal;

/* A terminal without a program; program-sized, never NULL. */
struct terminal *terminal_new(int columns, int rows);
/* Kills what still runs. */
void terminal_free(struct terminal *terminal);

/* Runs argv (NULL-terminated) with the terminal as its controlling one. */
void terminal_start(struct terminal *terminal, char *const argv[]);
void terminal_send(struct terminal *terminal, const char *bytes, size_t length);
/* As if another program wrote to the terminal, at its top left. */
void terminal_scribble(struct terminal *terminal, const char *text);
void terminal_resize(struct terminal *terminal, int columns, int rows);
void terminal_signal(struct terminal *terminal, int signal);

/* Takes what the program writes until `holds` does or `seconds` are over. */
typedef bool terminal_condition(struct terminal *terminal, const void *context);
bool terminal_until(struct terminal *terminal, terminal_condition *holds, const void *context, double seconds);

/* The rows of the screen, a newline behind each; the caller frees it, NULL without memory. */
char *terminal_text(struct terminal *terminal);

/* Conditions. `terminal_shows`: the text stands in one row of the screen. */
bool terminal_shows(struct terminal *terminal, const void *text);
bool terminal_lacks(struct terminal *terminal, const void *text);
bool terminal_stopped(struct terminal *terminal, const void *unused);
bool terminal_exited(struct terminal *terminal, const void *unused);
/* So often, an int, since the terminal was made. */
bool terminal_rung(struct terminal *terminal, const void *times);

/* After the end: exit status, or 128 + the signal. */
int terminal_status(const struct terminal *terminal);
/* The tty's settings, the main screen and the cursor are as they were before the start. */
bool terminal_restored(const struct terminal *terminal);
/* The first bytes from the program that are no text or no sequence of ours (raw.h), for a person; NULL for none. */
const char *terminal_foreign(const struct terminal *terminal);
/* How many frames on the screen have a right edge that goes down straight from corner to corner; -1 when one does not. */
int terminal_edges(const struct terminal *terminal);
void terminal_dump(struct terminal *terminal);

#endif
