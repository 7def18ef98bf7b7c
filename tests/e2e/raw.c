#include "raw.h"

#include "unit/base/shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum taken { TAKEN, UNFINISHED, FOREIGN };

static void complain(struct raw *raw, const char *what)
{
	if (raw->foreign[0])
		return;
	size_t at = (size_t)snprintf(raw->foreign, sizeof raw->foreign, "%s:", what);
	for (size_t i = 0; i < raw->length; i++)
		at += (size_t)snprintf(raw->foreign + at, sizeof raw->foreign - at, " %02x", (unsigned char)raw->pending[i]);
}

/* Private modes: cursor keys, wrap, blinking and visible cursor, mouse, focus, alternate screen, paste, synchronized output. */
static bool known_mode(const char *parameters)
{
	static const int modes[] = {1, 7, 12, 25, 1000, 1002, 1004, 1006, 1049, 2004, 2026};
	char *end = (char *)parameters;
	do {
		long mode = strtol(end + 1, &end, 10);
		bool known = false;
		for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
			known |= mode == modes[i];
		if (!known)
			return false;
	} while (*end == ';');
	return *end == 'h' || *end == 'l';
}

/* `text` is all of a control sequence behind ESC [. */
static bool known_csi(const char *text)
{
	size_t digits = strspn(text, "0123456789;");
	if (*text == '?')
		return known_mode(text);
	if (!strcmp(text, "22;0;0t") || !strcmp(text, "23;0;0t")) /* keep the title, give it back */
		return true;
	if (!strcmp(text, "c") || !strcmp(text, "16t")) /* what are you, how large is a cell? */
		return true;
	return text[digits] && !text[digits + 1] && strchr("@ABCDEFGHJKLMPSTXbdlhmr", text[digits]);
}

static enum taken take_csi(const char *text, size_t length)
{
	char last = text[length - 1];
	if (length < 3 || last < 0x40 || last > 0x7E)
		return UNFINISHED;
	return known_csi(text + 2) ? TAKEN : FOREIGN;
}

/* `text` begins with ESC. */
static enum taken take_escape(const char *text, size_t length)
{
	static const char *const questions[] = {"\033]11;?\033\\", "\033]1337;ReportCellSize\033\\",
		"\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\"};
	if (length == 1)
		return UNFINISHED;
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
		if (!strncmp(text, questions[i], length))
			return length < strlen(questions[i]) ? UNFINISHED : TAKEN;
	switch (text[1]) {
	case '[': return take_csi(text, length);
	case '(':
	case ')': return length < 3 ? UNFINISHED : strchr("B0", text[2]) ? TAKEN : FOREIGN;
	}
	return strchr("78=>M", text[1]) ? TAKEN : FOREIGN;
}

static enum taken take_character(const char *text, size_t length)
{
	unsigned char first = (unsigned char)text[0];
	size_t size = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4, taken;
	if (first < 0x20 && strchr("\b\t\n\r\016\017", first))
		return first ? TAKEN : FOREIGN;
	if (length < size)
		return UNFINISHED;
	uint32_t code = shown_decode((const unsigned char *)text, length, &taken);
	return code == SHOWN_BAD || shown_control(code) || shown_invisible(code) ? FOREIGN : TAKEN;
}

void raw_take(struct raw *raw, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		raw->pending[raw->length++] = bytes[i];
		raw->pending[raw->length] = '\0';
		enum taken taken = raw->pending[0] == '\033' ? take_escape(raw->pending, raw->length)
		                                             : take_character(raw->pending, raw->length);
		if (taken == FOREIGN)
			complain(raw, "no sequence or character of ours");
		else if (taken == UNFINISHED && raw->length == RAW_LONGEST - 1)
			complain(raw, "too long a sequence");
		if (taken != UNFINISHED || raw->length == RAW_LONGEST - 1)
			raw->length = 0;
	}
}
