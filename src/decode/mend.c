#include "decode/mend.h"

#include <stdio.h>
#include <string.h>

static const char *const words[] = {"NaN", "Infinity", "-Infinity", "nan", "-nan", "inf", "-inf", "N/A"};
enum fit { FITS_NOT, FITS_YET, FITS };

static enum fit fit_word(const char *held, size_t length)
{
	enum fit fit = FITS_NOT;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strncmp(words[i], held, length))
			fit = words[i][length] ? FITS_YET : FITS;
	return fit;
}

bool mend_end(struct mend *mend)
{
	size_t length = mend->held_length;
	mend->held_length = 0;
	return !length || mend->emit(mend->context, (const uint8_t *)mend->held, length, mend->place - length);
}

/* One more byte outside of strings that may belong to a word; false when emit said so. `*taken`: it does. */
static bool hold(struct mend *mend, char byte, bool *taken)
{
	mend->held[mend->held_length] = byte;
	enum fit fit = fit_word(mend->held, mend->held_length + 1);
	*taken = fit != FITS_NOT;
	if (fit == FITS_NOT)
		return mend_end(mend);
	mend->held_length++;
	if (fit == FITS_YET)
		return true;
	mend->held_length = 0;
	return mend->emit(mend->context, (const uint8_t *)"null", 4, mend->place);
}

static bool emit_control(struct mend *mend, uint8_t control)
{
	char escape[8];
	snprintf(escape, sizeof escape, "\\u%04x", control);
	return mend->emit(mend->context, (const uint8_t *)escape, 6, mend->place);
}

enum { ESCAPE_OF_CODE = 6 }; /* "\u00e9" */

/* What an escape is with one byte more. */
static enum fit fit_escape(const struct mend *mend, char byte)
{
	if (mend->held_length == 0)
		return FITS_YET;
	if (mend->held_length == 1)
		return byte == 'u' ? FITS_YET : byte && strchr("\"\\/bfnrt", byte) ? FITS : FITS_NOT;
	if (!byte || !strchr("0123456789abcdefABCDEF", byte))
		return FITS_NOT;
	return mend->held_length + 1 < ESCAPE_OF_CODE ? FITS_YET : FITS;
}

/* The same for one that may belong to an escape: a backslash, or what follows one. */
static bool hold_escape(struct mend *mend, char byte, bool *taken)
{
	enum fit fit = fit_escape(mend, byte);
	*taken = fit != FITS_NOT;
	if (fit == FITS_NOT)
		return mend->emit(mend->context, (const uint8_t *)"\\", 1, mend->place - mend->held_length) && mend_end(mend);
	mend->held[mend->held_length++] = byte;
	return fit == FITS_YET || mend_end(mend);
}

static bool may_be_word(uint8_t byte)
{
	return byte == 'N' || byte == 'I' || byte == '-' || byte == 'n' || byte == 'i';
}

/* How many bytes from here on pass as they are. */
static size_t plain_outside(struct mend *mend, const uint8_t *bytes, size_t length)
{
	size_t i = 0;
	for (; i < length && !may_be_word(bytes[i]); i++)
		if (bytes[i] == '"') {
			mend->in_string = true;
			return i + 1;
		}
	return i;
}

static size_t plain_inside(struct mend *mend, const uint8_t *bytes, size_t length)
{
	size_t i = 0;
	for (; i < length && bytes[i] >= ' ' && bytes[i] != '\\'; i++)
		if (bytes[i] == '"') {
			mend->in_string = false;
			return i + 1;
		}
	return i;
}

bool mend_feed(struct mend *mend, const uint8_t *bytes, size_t length)
{
	while (length) {
		bool taken = false, fine = true;
		size_t plain = 0;
		if (mend->in_string && (mend->held_length || bytes[0] == '\\')) {
			fine = hold_escape(mend, (char)bytes[0], &taken);
			plain = taken; /* else it is looked at again, with nothing held */
		} else if (!mend->in_string && (mend->held_length || may_be_word(bytes[0]))) {
			fine = hold(mend, (char)bytes[0], &taken);
			plain = taken;
		} else if (mend->in_string && bytes[0] < ' ') {
			fine = emit_control(mend, bytes[0]);
			plain = 1;
		} else {
			plain = mend->in_string ? plain_inside(mend, bytes, length) : plain_outside(mend, bytes, length);
			fine = mend->emit(mend->context, bytes, plain, mend->place);
		}
		if (!fine)
			return false;
		mend->place += plain;
		bytes += plain;
		length -= plain;
	}
	return true;
}
