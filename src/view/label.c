#include "view/label.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Of a longer name the middle is dropped before it is looked at: it could be megabytes. */
#define NAME_PART 512

static void keep(struct label *label, struct slice clean)
{
	size_t end = 0;
	while (end < clean.length) {
		uint32_t code;
		size_t n = text_decode((struct slice){clean.data + end, clean.length - end}, &code);
		if (end + n >= LABEL_SIZE)
			break;
		end += n;
	}
	memcpy(label->text, clean.data ? clean.data : "", end);
	label->text[end] = '\0';
	label->length = end;
	label->width = text_width(label_slice(label));
}

void label_set(struct label *label, struct slice bytes, int columns, enum text_cut cut)
{
	struct str clean = {0}, fit = {0};
	if (bytes.length <= 2 * NAME_PART) {
		text_clean(&clean, bytes);
	} else {
		text_clean(&clean, (struct slice){bytes.data, NAME_PART});
		text_clean(&clean, (struct slice){bytes.data + bytes.length - NAME_PART, NAME_PART});
	}
	text_fit(&fit, str_slice(&clean), columns, cut);
	keep(label, str_slice(&fit));
	str_fini(&clean);
	str_fini(&fit);
}

void label_name(struct label *label, struct slice name, int columns)
{
	label_set(label, name, columns, TEXT_CUT_MIDDLE);
	if (strspn(label->text, " ") < label->length || columns < 3)
		return;
	struct str quoted = {0};
	str_printf(&quoted, "\"%s\"", label->text);
	label_set(label, str_slice(&quoted), columns, TEXT_CUT_MIDDLE);
	str_fini(&quoted);
}

void label_format(struct label *label, const char *format, ...)
{
	char text[LABEL_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	keep(label, slice_of(text));
}

struct slice label_slice(const struct label *label)
{
	return (struct slice){label->text, label->length};
}
