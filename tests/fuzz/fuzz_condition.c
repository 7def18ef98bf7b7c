/* Any condition: a complaint in one clean line or something that can be asked, and of an empty store says no. */
#include "base/alloc.h"
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "model/author.h"
#include "model/condition.h"
#include "unit/base/shown.h"

#include <locale.h>
#include <stdlib.h>

/* What a file's name tells lies within it. */
static void check_author(const uint8_t *data, size_t size)
{
	struct author author = author_of(slice_make(data, size));
	const char *begin = (const char *)data;
	if (author.host.length && (author.host.data < begin || author.host.data + author.host.length > begin + size))
		object("a host is part of the name");
	if (author.pid < 0 || author.pid == 1)
		object("a process has a number of its own");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str why = {0};
	setlocale(LC_CTYPE, "C.UTF-8");
	check_author(data, size);
	char *text = xmemdup0((const char *)data, size);
	struct condition *condition = condition_parse(text, &why);
	if ((condition != NULL) == (why.length > 0))
		object("a condition, or why there is none");
	if (!condition && !shown_clean(str_text(&why), why.length))
		object("a complaint is a clean line");
	if (condition)
		(void)(condition_needs_time(condition) + condition_needs_steptime(condition) + condition_is_end(condition));
	condition_free(condition);
	str_fini(&why);
	free(text);
	return 0;
}
