#include "write/chrome.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define LINE 160 /* bytes of a line without its text */

static void put_format(struct bytes *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put_format(struct bytes *out, const char *format, ...)
{
	char line[LINE];
	va_list args;
	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	bytes_text(out, line);
}

/* In quotes. It is UTF-8 already. */
static void put_string(struct bytes *out, const char *text)
{
	bytes_append(out, "\"", 1);
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			put_format(out, "\\u%04x", (unsigned)*text);
		else if (*text == '"' || *text == '\\')
			bytes_append(out, (const char[]){'\\', *text}, 2);
		else
			bytes_append(out, text, 1);
	}
	bytes_append(out, "\"", 1);
}

static void put_name(struct bytes *out, const char *what, int process, int thread, const char *name)
{
	put_format(out, "{\"ph\":\"M\",\"name\":\"%s\",\"pid\":%d,\"tid\":%d,\"args\":{\"name\":", what, process, thread);
	put_string(out, name);
	bytes_text(out, "}},\n");
}

/* Times are microseconds with three digits behind the point. */
static void put_span(struct bytes *out, const struct tbr_span *span, int64_t base, int process, int thread)
{
	int64_t begin = span->begin - base;
	put_format(out, "{\"ph\":\"X\",\"pid\":%d,\"tid\":%d,\"ts\":%" PRId64 ".%03d,\"dur\":%" PRId64 ".%03d,\"name\":",
	           process, thread, begin / 1000, (int)(begin % 1000), span->duration / 1000, (int)(span->duration % 1000));
	put_string(out, span->name);
	if (span->step != TBR_NO_STEP)
		put_format(out, ",\"args\":{\"step_num\":\"%" PRId64 "\"}", span->step);
	bytes_text(out, "},\n");
}

void chrome_append(struct bytes *out, const struct lanes *lanes)
{
	struct stretch rest = {lanes->spans, lanes->count}, process, thread;
	bytes_text(out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
	for (int pid = 1; lanes_next_process(&rest, &process); pid++) {
		put_name(out, "process_name", pid, 0, lanes_process(&process));
		for (int tid = 1; lanes_next_thread(&process, &thread); tid++) {
			put_name(out, "thread_name", pid, tid, thread.spans[0]->thread);
			for (size_t i = 0; i < thread.count; i++)
				put_span(out, thread.spans[i], lanes->begin, pid, tid);
		}
	}
	bytes_text(out, "{}]}\n"); /* after the last comma, as TensorFlow ends it */
}
