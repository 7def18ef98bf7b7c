/*
 * One line of text that a person edits: `/` filters and `:` commands. Readline's
 * usual keys; ↑ ↓ go through older lines that begin as this one. Text is valid UTF-8 without control characters.
 */
#ifndef TBTOP_UI_PROMPT_H
#define TBTOP_UI_PROMPT_H

#include "base/str.h"
#include "chart/canvas.h"
#include "ui/input.h"

#define PROMPT_HISTORY 200
#define PROMPT_BYTES 1024 /* a longer text takes no more */
struct prompt {
	bool open;
	const char *label; /* "/" or ":" with what it filters */
	struct str text;
	size_t cursor;     /* byte offset, on a cluster's start */
	char *history[PROMPT_HISTORY];
	int history_count, history_at; /* history_at == history_count: the line being written */
	char *draft;                   /* that line, while an older one is shown; NULL else */
};

/* PASS: not the prompt's. EDITED: text or cursor changed. DONE and CANCELLED close; the text stays until reopened. */
enum prompt_reply { PROMPT_PASS, PROMPT_EDITED, PROMPT_DONE, PROMPT_CANCELLED };

void prompt_fini(struct prompt *prompt);
/* `label` is borrowed, `text` copied (NULL: empty). */
void prompt_open(struct prompt *prompt, const char *label, const char *text);
/* Another text in the place of what was typed, the cursor behind it. */
void prompt_set(struct prompt *prompt, const char *text);
/* A line of an earlier time, as if it had been typed. */
void prompt_remember(struct prompt *prompt, const char *text);
enum prompt_reply prompt_event(struct prompt *prompt, const struct event *event);
/* In one row, scrolled so that the cursor (a reversed cell) is in sight; behind it what is said of it ("": nothing). */
void prompt_paint(const struct prompt *prompt, const char *hint, struct canvas *canvas, struct rect row);

#endif
