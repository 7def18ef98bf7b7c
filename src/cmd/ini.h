/*
 * INI text as entries with their places in it. The only user of inih. Pure; any
 * bytes may come. A comment is a line that begins with ";" or "#", or what stands
 * behind " ;" in one. Bytes that are no text (NUL, control characters) are blanks.
 */
#ifndef TBTOP_CMD_INI_H
#define TBTOP_CMD_INI_H

#include "base/str.h"

struct ini_entry {
	const char *section, *name, *value; /* without blanks around them; "" for no section; borrowed */
	int line, name_column, value_column; /* from 1; columns are bytes */
};

/* What is no entry, no section and no comment is complained of, and the rest goes on. */
struct ini_reader {
	void (*take)(void *context, const struct ini_entry *entry);
	/* Each one that is well-formed, be there entries in it or not; at its first byte. NULL: nobody asks. */
	void (*section)(void *context, const char *name, int line, int column);
	void (*complain)(void *context, int line, int column, const char *what);
	void *context;
};

void ini_read(struct slice text, const struct ini_reader *reader);

#endif
