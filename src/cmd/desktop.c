#include "cmd/desktop.h"

#include <stdlib.h>
#include <string.h>

bool desktop_find(const char *name, enum desktop *out)
{
	static const char *const names[] = {
#define X(id, name) name,
		DESKTOP_LIST(X)
#undef X
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i])) {
			*out = (enum desktop)i;
			return true;
		}
	return false;
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);
	return value && *value;
}

static bool begins(const char *name, const char *start)
{
	const char *value = getenv(name);
	return value && !strncmp(value, start, strlen(start));
}

/* tmux and screen take TERM for themselves; what the terminals call themselves by stays. */
enum desktop desktop_choose(enum desktop wanted)
{
	if (wanted != DESKTOP_AUTO)
		return wanted;
	if (is_set("KITTY_WINDOW_ID") || begins("TERM", "xterm-kitty"))
		return DESKTOP_OSC_99;
	if (begins("TERM_PROGRAM", "iTerm") || begins("TERM_PROGRAM", "WezTerm") || begins("TERM_PROGRAM", "ghostty") ||
	    begins("LC_TERMINAL", "iTerm") || begins("TERM", "xterm-ghostty") || is_set("WT_SESSION"))
		return DESKTOP_OSC_9;
	if (begins("TERM", "foot") || begins("TERM", "rxvt-unicode"))
		return DESKTOP_OSC_777;
	return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") ? DESKTOP_NOTIFY_SEND : DESKTOP_OFF;
}

/* A semicolon would end the field that it stands in. */
static void append_field(struct str *out, const char *text)
{
	for (; *text; text++)
		str_append_char(out, *text == ';' ? ',' : *text);
}

/* tmux hands on what is wrapped so, each escape doubled, if it may (allow-passthrough). */
static void wrap(struct str *sequence)
{
	struct str wrapped = {0};
	str_append_text(&wrapped, "\033Ptmux;");
	for (size_t i = 0; i < sequence->length; i++) {
		if (sequence->data[i] == '\033')
			str_append_char(&wrapped, '\033');
		str_append_char(&wrapped, sequence->data[i]);
	}
	str_append_text(&wrapped, "\033\\");
	str_fini(sequence);
	*sequence = wrapped;
}

void desktop_sequence(enum desktop how, const char *text, bool tmux, struct str *out)
{
	struct str sequence = {0};
	switch (how) {
	case DESKTOP_OSC_9: str_append_text(&sequence, "\033]9;"); break;
	case DESKTOP_OSC_99: str_append_text(&sequence, "\033]99;;"); break;
	case DESKTOP_OSC_777: str_append_text(&sequence, "\033]777;notify;tbtop;"); break;
	default: return;
	}
	append_field(&sequence, text);
	str_append_text(&sequence, "\033\\");
	if (tmux)
		wrap(&sequence);
	str_append_slice(out, str_slice(&sequence));
	str_fini(&sequence);
}
