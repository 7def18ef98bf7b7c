/* What the names of event files tell of their writers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/author.h"

#include <string.h>

static void names_of_writers(void **state)
{
	static const struct {
		const char *name, *host;
		int64_t pid;
	} cases[] = {
		{"events.out.tfevents.1700000000.gpu3.48121.0", "gpu3", 48121},
		{"events.out.tfevents.1700000000.gpu3.48121.0.v2", "gpu3", 48121},
		{"events.out.tfevents.1700000000.gpu3.example.org.48121.12.v2", "gpu3.example.org", 48121},
		{"events.out.tfevents.1700000000.gpu3.48121.0.my.suffix", "gpu3", 48121},
		{"events.out.tfevents.1700000000.gpu3.48121.0.tbtop-log", "gpu3", 0}, /* one process after the other */
		{"events.out.tfevents.1700000000.gpu3", "gpu3", 0},
		{"events.out.tfevents.1700000000.7.8", "7.8", 0},          /* no host is left */
		{"events.out.tfevents.1700000000.gpu3.1.0", "gpu3.1.0", 0}, /* init writes no summaries */
		{"events.out.tfevents.1700000000.gpu3.99999999999999999999.0", "gpu3.99999999999999999999.0", 0},
		{"events.out.tfevents.", "", 0},
		{"tfevents", "", 0},
		{"events.out.tfevents.x.gpu3.48121.0", "", 0},
		{"", "", 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct author author = author_of(slice_of(cases[i].name));
		assert_int_equal(author.pid, cases[i].pid);
		assert_int_equal(author.host.length, strlen(cases[i].host));
		assert_memory_equal(author.host.data, cases[i].host, author.host.length);
	}
}

static void same_host(void **state)
{
	struct author a = author_of(slice_of("events.out.tfevents.1.box.20.0"));
	struct author b = author_of(slice_of("events.out.tfevents.2.box.30.1.v2"));
	struct author other = author_of(slice_of("events.out.tfevents.2.boxes.30.1"));
	struct author none = author_of(slice_of("events"));
	assert_true(author_same_host(&a, &b));
	assert_false(author_same_host(&a, &other));
	assert_false(author_same_host(&none, &none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(names_of_writers), cmocka_unit_test(same_host)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
