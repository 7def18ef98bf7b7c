/*
 * A notice on the person's desktop: by the terminal, which may be on another
 * machine than we are, or by notify-send(1). Off unless the configuration says
 * so. Sequences: OSC 9 (iTerm2, WezTerm, Ghostty, Windows Terminal), OSC 777
 * (urxvt, foot), OSC 99 (kitty's desktop notifications).
 */
#ifndef TBTOP_CMD_DESKTOP_H
#define TBTOP_CMD_DESKTOP_H

#include "base/str.h"

#include <stdbool.h>

/* X(id, name) */
#define DESKTOP_LIST(X) \
	X(OFF, "no") X(AUTO, "yes") X(OSC_9, "osc9") X(OSC_99, "osc99") X(OSC_777, "osc777") X(NOTIFY_SEND, "notify-send")

enum desktop {
#define X(id, name) DESKTOP_##id,
	DESKTOP_LIST(X)
#undef X
};
#define DESKTOP_EXPECTS "yes, no, osc9, osc99, osc777 or notify-send"

/* False when there is none of that name. */
bool desktop_find(const char *name, enum desktop *out);
/* AUTO as what this terminal is known to understand, else notify-send where there is a desktop here, else OFF. */
enum desktop desktop_choose(enum desktop wanted);
/* What the terminal is sent; nothing for OFF and NOTIFY_SEND. `text` is cleaned. In tmux it is for the terminal outside. */
void desktop_sequence(enum desktop how, const char *text, bool tmux, struct str *out);

#endif
