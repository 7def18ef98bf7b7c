#include "disk/trace_files.h"

#include "base/alloc.h"
#include "decode/stacks.h"
#include "decode/trace_args.h"
#include "decode/trace_json.h"
#include "decode/xplane.h"
#include "disk/inflate.h"
#include "disk/stream.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)128 * 1024)
#define HEAD ((size_t)4096) /* bytes that tell what a file is; a stack of Python's is shorter */

/* ---- What a name says ---- */

/* Cuts `ending`, and the dot before it, off; a name that is the ending alone has nothing before. */
static bool cut_ending(struct slice *name, const char *ending)
{
	size_t length = strlen(ending);
	if (name->length < length || memcmp(name->data + name->length - length, ending, length))
		return false;
	size_t before = name->length - length;
	if (before && name->data[before - 1] != '.')
		return false;
	name->length = before ? before - 1 : 0;
	return true;
}

/* False when it is no profile's name; else what is before the ending. */
static bool parse_name(const char *name, enum trace_format *format, struct slice *host)
{
	static const struct {
		const char *ending;
		enum trace_format format;
	} endings[] = {
		{"xplane.pb", TRACE_XPLANE},      {"pt.trace.json", TRACE_PT},   {"pt.trace.json.gz", TRACE_PT},
		{"trace.json", TRACE_JSON},       {"trace.json.gz", TRACE_JSON},
		{"speedscope.json", TRACE_SPEEDSCOPE}, {"speedscope.json.gz", TRACE_SPEEDSCOPE},
		{"collapsed", TRACE_COLLAPSED},   {"collapsed.txt", TRACE_COLLAPSED},     {"folded", TRACE_COLLAPSED},
	};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		*host = slice_of(name);
		*format = endings[i].format;
		if (cut_ending(host, endings[i].ending))
			return true;
	}
	return false;
}

bool trace_file_wanted(const char *name)
{
	enum trace_format format;
	struct slice host;
	return parse_name(name, &format, &host);
}

/* torch-tb-profiler's span: the number at the end of what is before `.pt.trace.json`. */
static struct slice cut_span(struct slice *worker)
{
	size_t digits = 0;
	while (digits < worker->length && strchr("0123456789", worker->data[worker->length - 1 - digits]))
		digits++;
	size_t before = worker->length - digits;
	if (!digits || !before || worker->data[before - 1] != '.')
		return slice_make(NULL, 0);
	struct slice span = slice_make(worker->data + before, digits);
	worker->length = before - 1;
	return span;
}

static char *text_of(struct slice slice)
{
	return xmemdup0(slice.length ? slice.data : "", slice.length);
}

/* Where `path` goes over into its last component; NULL without one. */
static const char *last_part(const char *path, size_t length)
{
	while (length && path[length - 1] != '/')
		length--;
	return length ? path + length : path;
}

/* `…/plugins/profile/<session>`: the session, and how long what is before is. */
static const char *session_of(const char *below, size_t *before)
{
	static const char place[] = "plugins/profile/";
	const char *session = last_part(below, strlen(below));
	size_t length = (size_t)(session - below), end = sizeof place - 1;
	if (length < end || memcmp(session - end, place, end) || (length > end && session[-(ptrdiff_t)end - 1] != '/'))
		return NULL;
	*before = length > end ? length - end - 1 : 0;
	return session;
}

/* ---- Finding ---- */

struct finding {
	struct trace_files *files;
	bool single; /* LOGDIR is that file */
	scan_trouble *trouble;
	void *context;
	enum status status;
};

static void tell(void *context, const char *path, enum status status)
{
	const struct finding *finding = context;
	if (finding->trouble)
		finding->trouble(finding->context, path, status);
}

static char *shown_name(const char *below, const char *name)
{
	struct str shown = {0};
	if (strcmp(below, "."))
		str_printf(&shown, "%s/", below);
	str_append_text(&shown, name);
	return shown.data;
}

/* A name that is its ending alone is no profile's, but for what begins with the dot. */
static bool lies_anywhere(enum trace_format format, struct slice host, const char *name)
{
	return format != TRACE_XPLANE && format != TRACE_JSON && (host.length || name[0] == '.');
}

bool trace_file_describe(const struct found_file *found, bool single, struct trace_file *out)
{
	struct slice host, span = {0};
	size_t before = 0;
	bool known = parse_name(found->name, &out->format, &host);
	const char *session = session_of(found->run, &before);
	if (!known && single) {
		host = slice_of(found->name);
		out->format = TRACE_JSON;
	} else if (!session && !single && !lies_anywhere(out->format, host, found->name)) {
		return false;
	}
	if (session)
		span = slice_of(session);
	else if (out->format == TRACE_PT)
		span = cut_span(&host);
	out->run = !session ? xstrdup(found->run) : before ? xmemdup0(found->run, before) : xstrdup(".");
	out->profile = text_of(span);
	out->host = text_of(host);
	out->file = shown_name(found->run, found->name);
	out->path = xstrdup(found->path);
	return true;
}

static bool looks_like_json(const uint8_t *head, size_t length);

/* A line of stacks: no control byte, and at its end how many samples. What is cut in the first line may be one. */
static bool looks_collapsed(struct slice head)
{
	size_t length = 0;
	while (length < head.length && ((unsigned char)head.data[length] >= ' ' || head.data[length] == '\t'))
		length++;
	if (length == head.length && length == HEAD)
		return true;
	if (length < head.length && head.data[length] != '\n' && head.data[length] != '\r')
		return false;
	size_t digits = 0;
	while (digits < length && strchr("0123456789", head.data[length - 1 - digits]))
		digits++;
	return digits && length > digits + 1 && head.data[length - 1 - digits] == ' ';
}

/* py-spy calls what it writes NAME-TIME.json or .txt: the form is in the bytes alone. */
static enum trace_format format_of(struct slice head, bool compressed)
{
	if (looks_like_json((const uint8_t *)head.data, head.length))
		return slice_contains(head, "speedscope.app/file-format-schema") ? TRACE_SPEEDSCOPE : TRACE_JSON;
	if (looks_collapsed(head))
		return TRACE_COLLAPSED;
	return compressed ? TRACE_JSON : TRACE_XPLANE;
}

#define NO_TEXT ((size_t)8) /* bytes: the length that a record begins with has a zero at its end */

/* JSON, or stacks. */
static bool is_in_text(struct slice head)
{
	size_t blank = 0;
	while (blank < head.length && head.data[blank] && strchr(" \t\r\n", head.data[blank]))
		blank++;
	return blank < head.length && !memchr(head.data, 0, head.length < NO_TEXT ? head.length : NO_TEXT) &&
	       (looks_like_json((const uint8_t *)head.data, head.length) || looks_collapsed(head));
}

bool trace_file_sniff(const char *path, enum trace_format *out)
{
	struct stream stream;
	*out = TRACE_JSON;
	if (stream_open(&stream, path) != STATUS_OK)
		return false;
	uint8_t *head = xmalloc(HEAD);
	size_t length = stream_read(&stream, head, HEAD);
	bool text = is_in_text(slice_make(head, length));
	*out = format_of(slice_make(head, length), stream.z != NULL);
	free(head);
	stream_close(&stream);
	return text;
}

static bool is_drawn_up(const char *name)
{
	struct slice host = slice_of(name);
	return cut_ending(&host, "memory_profile.json") || cut_ending(&host, "memory_profile.json.gz");
}

static bool is_of_profile(const char *name)
{
	return trace_file_wanted(name) || is_drawn_up(name);
}

static void add_file(void *context, const struct found_file *found)
{
	struct finding *finding = context;
	struct trace_files *files = finding->files;
	size_t before;
	if (!finding->single && is_drawn_up(found->name)) {
		files->unread += session_of(found->run, &before) != NULL;
		return;
	}
	if (!array_reserve(&files->items, &files->capacity, files->count + 1)) {
		finding->status = STATUS_NO_MEMORY;
		return;
	}
	struct trace_file *file = &files->items[files->count];
	if (!trace_file_describe(found, finding->single, file))
		return;
	files->count++;
	if (!trace_file_wanted(found->name))
		trace_file_sniff(found->path, &file->format);
}

enum status trace_files_find(const struct logdir *logdir, scan_trouble *trouble, void *context,
                             struct trace_files *out)
{
	struct finding finding = {.files = out, .single = scan_is_file(logdir), .trouble = trouble, .context = context};
	enum status status = scan_files(logdir, is_of_profile, add_file, tell, &finding);
	return status == STATUS_OK ? finding.status : status;
}

static int by_place(const void *left, const void *right)
{
	const struct trace_file *a = left, *b = right;
	int order = strcmp(a->run, b->run);
	return order ? order : strcmp(a->file, b->file);
}

void trace_files_sort(struct trace_files *files)
{
	if (files->count)
		qsort(files->items, files->count, sizeof *files->items, by_place);
}

static void file_fini(struct trace_file *file)
{
	free(file->run);
	free(file->profile);
	free(file->host);
	free(file->file);
	free(file->path);
	*file = (struct trace_file){0};
}

void trace_files_fini(struct trace_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		file_fini(&files->items[i]);
	free(files->items);
	*files = (struct trace_files){0};
}

/* ---- Reading ---- */

/*
 * A newline begins both: of an XSpace it is the key of a plane, with any length
 * behind it. But no plane begins with what may follow the bracket of JSON.
 */
static bool looks_like_json(const uint8_t *head, size_t length)
{
	size_t at = 0;
	while (at < length && strchr(" \t\r\n", head[at]) && head[at])
		at++;
	if (at == length)
		return true;
	if (head[at] != '{' && head[at] != '[')
		return false;
	return at == 0 || at + 1 == length || (head[at + 1] && strchr("\"}{] \t\r\n", head[at + 1]) != NULL);
}

/* Tells how far it is. False when nobody waits for it. */
static bool go_on(struct trace_reading *reading, uint64_t at)
{
	if (!reading)
		return true;
	if (at > atomic_load_explicit(&reading->done, memory_order_relaxed))
		atomic_store_explicit(&reading->done, at, memory_order_relaxed);
	return !atomic_load_explicit(&reading->stop, memory_order_relaxed);
}

static void read_json(struct stream *stream, struct trace_reading *reading, struct trace *trace)
{
	struct trace_json *json = trace_json_new(trace);
	uint8_t *block = xmalloc(BLOCK);
	size_t got;
	while ((got = stream_read(stream, block, BLOCK)) > 0 && go_on(reading, stream->from) &&
	       trace_json_feed(json, block, got))
		continue;
	trace->complete &= got > 0 || stream_whole(stream); /* else the JSON itself is at fault */
	trace_json_end(json);
	if (trace->status == STATUS_OK && stream->status != STATUS_CORRUPT)
		trace->status = stream->status;
	if (stream->status == STATUS_LIMIT)
		trace->lack = INFLATE_LIMIT_WORDS;
	free(block);
}

#define STACKS_MOST ((size_t)256 << 20) /* bytes: samplers write some MB */

/* The whole file. Samples know no place to come back to: nothing is read twice. */
static void read_stacks(struct stream *stream, struct trace_reading *reading, enum trace_format format,
                        struct trace *trace)
{
	struct str text = {0};
	uint8_t *block = xmalloc(BLOCK);
	size_t got = 0;
	while (text.length < STACKS_MOST && go_on(reading, stream->from) && (got = stream_read(stream, block, BLOCK)) > 0)
		str_append(&text, block, got);
	trace->complete &= !got && stream_whole(stream);
	if (format == TRACE_SPEEDSCOPE)
		stacks_speedscope(str_slice(&text), trace);
	else
		stacks_collapsed(str_slice(&text), trace);
	str_fini(&text);
	free(block);
}

struct far_source {
	struct stream *stream;
	struct trace_reading *reading;
};

static int64_t read_far(void *context, void *into, size_t size, uint64_t from)
{
	const struct far_source *source = context;
	return go_on(source->reading, from) ? stream_at(source->stream, into, size, from) : -1;
}

/* ---- One event ---- */

/* All that is before `place` is passed by; of a plain file at once. */
static size_t read_at(struct stream *stream, struct trace_reading *reading, uint64_t place, uint8_t *block)
{
	size_t got = 0, have = 0;
	if (!stream->z)
		stream->from = place;
	uint64_t at = stream->z ? 0 : place;
	while (have < BLOCK && go_on(reading, stream->from) && (got = stream_read(stream, block + have, BLOCK - have)) > 0) {
		uint64_t before = at < place ? place - at : 0;
		size_t passed = before < got ? (size_t)before : got;
		memmove(block + have, block + have + passed, got - passed);
		have += got - passed;
		at += got;
	}
	return have;
}

static void read_json_args(struct stream *stream, struct trace_reading *reading, uint64_t place, struct args *args)
{
	uint8_t *block = xmalloc(BLOCK);
	trace_args_json(slice_make(block, read_at(stream, reading, place, block)), args);
	free(block);
}

static void read_xplane(struct stream *stream, struct trace_reading *reading, struct trace *trace)
{
	struct far_source source = {stream, reading};
	struct far far = {.read = read_far, .context = &source, .window = xmalloc(FAR_WINDOW)};
	xplane_decode(&far, stream->size, trace);
	free(far.window);
}

static void read_xplane_args(struct stream *stream, struct trace_reading *reading, uint64_t place, struct args *args)
{
	struct far_source source = {stream, reading};
	struct far far = {.read = read_far, .context = &source, .window = xmalloc(FAR_WINDOW)};
	trace_args_xplane(&far, stream->size, place, args);
	free(far.window);
}

enum status trace_read(enum trace_format format, const char *path, struct trace_reading *reading, struct trace *trace)
{
	struct stream stream;
	enum status status = stream_open(&stream, path);
	if (status != STATUS_OK)
		return status;
	if (reading)
		atomic_store_explicit(&reading->total, stream.size, memory_order_relaxed);
	if (format == TRACE_XPLANE)
		read_xplane(&stream, reading, trace);
	else if (format == TRACE_SPEEDSCOPE || format == TRACE_COLLAPSED)
		read_stacks(&stream, reading, format, trace);
	else
		read_json(&stream, reading, trace);
	stream_close(&stream);
	return STATUS_OK;
}

enum status trace_read_args(enum trace_format format, const char *path, uint64_t place, struct trace_reading *reading,
                            struct args *args)
{
	struct stream stream;
	enum status status = stream_open(&stream, path);
	if (status != STATUS_OK)
		return status;
	if (format == TRACE_XPLANE)
		read_xplane_args(&stream, reading, place, args);
	else if (format == TRACE_JSON || format == TRACE_PT)
		read_json_args(&stream, reading, place, args);
	status = stream.status;
	stream_close(&stream);
	return status;
}
