#include "cmd/desktop.h"

#include "base/environment.h"

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

/* tmux and screen take TERM for themselves; what the terminals call themselves by stays. */
enum desktop desktop_choose(enum desktop wanted)
{
	if (wanted != DESKTOP_AUTO)
		return wanted;
	if (environment_has("KITTY_WINDOW_ID") || environment_begins("TERM", "xterm-kitty"))
		return DESKTOP_OSC_99;
	if (environment_begins("TERM_PROGRAM", "iTerm") || environment_begins("TERM_PROGRAM", "WezTerm") ||
	    environment_begins("TERM_PROGRAM", "ghostty") || environment_begins("LC_TERMINAL", "iTerm") ||
	    environment_begins("TERM", "xterm-ghostty") || environment_has("WT_SESSION"))
		return DESKTOP_OSC_9;
	if (environment_begins("TERM", "foot") || environment_begins("TERM", "rxvt-unicode"))
		return DESKTOP_OSC_777;
	return environment_has("DISPLAY") || environment_has("WAYLAND_DISPLAY") ? DESKTOP_NOTIFY_SEND : DESKTOP_OFF;
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
