#include "ui/modes.h"

#define MOUSE_ON "\033[?1002h\033[?1006h" /* presses and drags, as SGR */
#define MOUSE_OFF "\033[?1006l\033[?1002l"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
/* The title of the window is put on xterm's stack of titles, and taken from it. */
#define TITLE_KEPT "\033[22;2t"
#define TITLE_BACK "\033[23;2t"

void modes_append_begin(const struct modes *modes, struct str *out)
{
	str_append_text(out, PASTE_ON);
	if (modes->title.length)
		str_printf(out, TITLE_KEPT "\033]2;%s\033\\", str_text(&modes->title));
	if (modes->mouse)
		str_append_text(out, MOUSE_ON);
}

void modes_append_end(const struct modes *modes, struct str *out)
{
	str_append_text(out, MODES_SYNC_END PASTE_OFF);
	if (modes->title.length)
		str_append_text(out, TITLE_BACK);
	if (modes->mouse)
		str_append_text(out, MOUSE_OFF);
}

void modes_fini(struct modes *modes)
{
	str_fini(&modes->title);
}
