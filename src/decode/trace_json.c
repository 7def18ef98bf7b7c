#include "decode/trace_json.h"

#include "base/alloc.h"
#include "decode/mend.h"
#include "decode/trace_json_events.h"
#include "decode/trace_json_shapes.h"
#include "decode/trace_threads.h"

#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum field {
	FIELD_PH, FIELD_NAME, FIELD_PID, FIELD_TID, FIELD_TS, FIELD_DUR, FIELD_CATEGORY, FIELD_ID, FIELD_BINDING, FIELD_ARGS,
	FIELD_COUNT, FIELD_OTHER
};
static const char *const field_names[FIELD_COUNT] = {"ph", "name", "pid", "tid", "ts", "dur", "cat", "id", "bp", "args"};

enum arg {
	ARG_NAME, ARG_LABELS, ARG_STEP, ARG_CORRELATION, ARG_BYTES, ARG_ADDRESS, ARG_DEVICE_TYPE, ARG_DEVICE, ARG_TOTAL, ARG_SHAPE,
	ARG_LAYOUT,
	ARG_NODE, ARG_LONG_NAME, /* where spans are called by nodes */
	ARG_COUNT
};
static const char *const arg_names[ARG_COUNT] = {"name", "labels", "step_num", "correlation", "Bytes", "Addr", "Device Type",
                                                 "Device Id", "Total Allocated", "shape", "shape_with_layout", "tf_op",
                                                 "long_name"};

enum value_kind { VALUE_NONE, VALUE_STRING, VALUE_NUMBER, VALUE_WORD };

struct value {
	enum value_kind kind;
	struct str text; /* a number as it is written */
};

/* An event on its way: the last of several values of a key counts. */
struct event {
	struct value fields[FIELD_ARGS];
	struct value args[ARG_COUNT];
	struct json_shapes shapes;
	uint64_t place;
};

struct trace_json {
	struct trace *trace;
	yajl_handle yajl;
	struct mend mend;
	struct trace_threads threads;
	struct event event;
	enum field field;       /* whose value comes next */
	bool stopped;
	bool of_array;          /* the top level is the array of events */
	bool in_events, in_args;
	struct value *args_next; /* within `args`, where the value that comes next goes; NULL for nowhere */
	enum { TOP_OTHER, TOP_EVENTS, TOP_BASE, TOP_DISTRIBUTED } top; /* whose value comes next at the top level */
	int64_t *number_next;    /* where a number of `distributedInfo` goes; NULL for nowhere */
	uint32_t depth;
	uint64_t piece;         /* place of the piece that yajl has */
	uint64_t heard;         /* place of the last token */
	picoseconds base;
};

/* ---- Events ---- */

static struct slice text_of(const struct value *value)
{
	return str_slice(&value->text);
}

static bool is_phase(const struct event *event, char phase)
{
	const struct value *ph = &event->fields[FIELD_PH];
	return ph->kind == VALUE_STRING && ph->text.length == 1 && ph->text.data[0] == phase;
}

static bool time_of(const struct value *value, picoseconds *out)
{
	return value->kind == VALUE_NUMBER && picoseconds_of_micros(text_of(value), out);
}

static bool take_metadata(struct trace_json *self)
{
	const struct event *event = &self->event;
	struct slice pid = text_of(&event->fields[FIELD_PID]), tid = text_of(&event->fields[FIELD_TID]);
	struct slice what = text_of(&event->fields[FIELD_NAME]);
	if (event->fields[FIELD_NAME].kind != VALUE_STRING)
		return true;
	if (slice_equal(what, slice_of("process_labels")) && event->args[ARG_LABELS].kind == VALUE_STRING)
		return trace_threads_label_process(&self->threads, pid, text_of(&event->args[ARG_LABELS]));
	if (event->args[ARG_NAME].kind != VALUE_STRING)
		return true;
	if (slice_equal(what, slice_of("process_name")))
		return trace_threads_name_process(&self->threads, pid, text_of(&event->args[ARG_NAME]));
	if (slice_equal(what, slice_of("thread_name")))
		return trace_threads_name(&self->threads, pid, tid, text_of(&event->args[ARG_NAME]));
	return true;
}

static struct event_words words_of(const struct event *event)
{
	return (struct event_words){
		.category = text_of(&event->fields[FIELD_CATEGORY]), .name = text_of(&event->fields[FIELD_NAME]),
		.id = text_of(&event->fields[FIELD_ID]), .binding = text_of(&event->fields[FIELD_BINDING]),
		.correlation = text_of(&event->args[ARG_CORRELATION]), .bytes = text_of(&event->args[ARG_BYTES]),
		.address = text_of(&event->args[ARG_ADDRESS]), .device_type = text_of(&event->args[ARG_DEVICE_TYPE]),
		.device = text_of(&event->args[ARG_DEVICE]), .total = text_of(&event->args[ARG_TOTAL]),
	};
}

static bool line_of(struct trace_json *self, uint32_t *out)
{
	const struct event *event = &self->event;
	return trace_threads_line(&self->threads, text_of(&event->fields[FIELD_PID]), text_of(&event->fields[FIELD_TID]), out);
}

/* What is no span: an end of a flow, or memory. */
static bool take_other(struct trace_json *self, picoseconds time)
{
	struct event_words words = words_of(&self->event);
	uint32_t line;
	if (is_phase(&self->event, 'i') || is_phase(&self->event, 'I'))
		return !trace_json_is_memory(&words) ||
		       (line_of(self, &line) && trace_json_allocate(self->trace, line, &words, time, self->event.place));
	char phase = self->event.fields[FIELD_PH].text.data[0];
	return line_of(self, &line) && trace_json_flow(self->trace, line, phase, &words, time);
}

/* PyTorch's, else XLA's. */
static struct slice shape_of(struct event *event)
{
	struct slice text = json_shapes_text(&event->shapes);
	if (!text.length)
		text = text_of(&event->args[event->args[ARG_SHAPE].kind == VALUE_STRING ? ARG_SHAPE : ARG_LAYOUT]);
	return text.length > SHAPE_LONGEST ? slice_make(text.data, SHAPE_LONGEST) : text;
}

static bool take_shape(struct trace_json *self)
{
	struct slice text = self->trace->shapes.cut ? slice_make(NULL, 0) : shape_of(&self->event);
	uint32_t name;
	return !text.length || (trace_name(self->trace, text, &name) && trace_add_shape(self->trace, self->event.place, name));
}

/* An event with a time that no clock of ours shows. */
static bool leave_out(struct trace_json *self)
{
	self->trace->complete = false;
	self->trace->lack = "it has times that no clock shows";
	return true;
}

static bool take_span(struct trace_json *self, picoseconds start)
{
	const struct event *event = &self->event;
	const struct value *name = &event->fields[FIELD_NAME];
	const struct value *duration = &event->fields[FIELD_DUR];
	struct thread_event timed = {.start = start, .place = event->place, .phase = event->fields[FIELD_PH].text.data[0]};
	timed.annotation = timed.phase == 'X' && slice_equal(text_of(&event->fields[FIELD_CATEGORY]), slice_of("gpu_user_annotation"));
	if (timed.phase == 'X' && duration->kind == VALUE_NUMBER && !time_of(duration, &timed.duration))
		return leave_out(self);
	int64_t step = trace_parse_number(text_of(&event->args[ARG_STEP])); /* of XLA it is a text */
	if (step >= 0 && timed.phase != 'E' && !trace_add_number(self->trace, event->place, step))
		return false;
	if (timed.phase != 'E' && !take_shape(self))
		return false;
	for (int i = ARG_NODE; i < ARG_COUNT && self->trace->of_nodes; i++)
		if (event->args[i].kind == VALUE_STRING) {
			name = &event->args[i];
			break;
		}
	timed.name = name->kind == VALUE_STRING ? text_of(name) : slice_make(NULL, 0);
	struct event_words words = words_of(event);
	uint32_t line;
	return trace_threads_take(&self->threads, text_of(&event->fields[FIELD_PID]),
	                          text_of(&event->fields[FIELD_TID]), &timed) &&
	       (timed.phase != 'X' || !trace_json_has_correlation(&words) ||
	        (line_of(self, &line) && trace_json_correlate(self->trace, line, &words, start, event->place)));
}

static bool is_one_of(const struct event *event, const char *phases)
{
	for (; *phases; phases++)
		if (is_phase(event, *phases))
			return true;
	return false;
}

static bool take_event(struct trace_json *self)
{
	const struct event *event = &self->event;
	picoseconds start;
	if (is_phase(event, 'M'))
		return take_metadata(self);
	bool span = is_one_of(event, "XBE");
	if (!span && !is_one_of(event, "stfiI"))
		return true;
	if (time_of(&event->fields[FIELD_TS], &start))
		return span ? take_span(self, start) : take_other(self, start);
	return !span || event->fields[FIELD_TS].kind != VALUE_NUMBER || leave_out(self);
}

static void clear(struct value *value)
{
	value->kind = VALUE_NONE;
	str_clear(&value->text);
}

static void clear_args(struct event *event)
{
	for (int i = 0; i < ARG_COUNT; i++)
		clear(&event->args[i]);
	json_shapes_clear(&event->shapes);
}

static void start_event(struct trace_json *self)
{
	for (int i = 0; i < FIELD_ARGS; i++)
		clear(&self->event.fields[i]);
	clear_args(&self->event);
	self->field = FIELD_OTHER;
	self->event.place = self->piece + yajl_get_bytes_consumed(self->yajl) - 1;
}

/* ---- Where in the document ---- */

/* Nesting within an element of the array of events; 0 outside of it, 1 for its own members. */
static uint32_t depth_in_event(const struct trace_json *self)
{
	uint32_t of_events = self->of_array ? 1 : 2;
	return self->in_events && self->depth > of_events ? self->depth - of_events : 0;
}

static bool heard(struct trace_json *self)
{
	self->heard = self->piece + yajl_get_bytes_consumed(self->yajl);
	return true;
}

static void forget_events(struct trace_json *self)
{
	trace_threads_forget(&self->threads);
}

static void take_value(struct trace_json *self, enum value_kind kind, const void *text, size_t length)
{
	struct value *into = NULL;
	uint32_t depth = depth_in_event(self);
	if (depth == 1 && self->field < FIELD_ARGS)
		into = &self->event.fields[self->field];
	else if (depth == 2 && self->in_args)
		into = self->args_next;
	else if (depth > 2 && self->in_args)
		json_shapes_value(&self->event.shapes, slice_make(text, length), depth - 2);
	if (!into)
		return;
	clear(into);
	into->kind = kind;
	str_append(&into->text, text, length);
}

/* Only an integer: XLA and Kineto write no others. */
static void take_base(struct trace_json *self, const char *text, size_t length)
{
	struct str micros = {0};
	self->base = 0;
	if (memchr(text, '.', length) || memchr(text, 'e', length) || memchr(text, 'E', length))
		return;
	str_append(&micros, text, length);
	str_append_text(&micros, "e-3");
	self->trace->complete &= picoseconds_of_micros(str_slice(&micros), &self->base);
	str_fini(&micros);
}

/* ---- yajl's callbacks: 0 stops ---- */

static int on_key(void *context, const unsigned char *key, size_t length)
{
	struct trace_json *self = context;
	struct slice name = slice_make(key, length);
	uint32_t depth = depth_in_event(self);
	if (depth == 1) {
		self->field = FIELD_OTHER;
		for (int i = 0; i < FIELD_COUNT; i++)
			if (slice_equal(name, slice_of(field_names[i])))
				self->field = (enum field)i;
		if (self->field < FIELD_ARGS)
			clear(&self->event.fields[self->field]);
		else if (self->field == FIELD_ARGS)
			clear_args(&self->event);
	} else if (depth == 2 && self->in_args) {
		self->args_next = NULL;
		json_shapes_key(&self->event.shapes, name);
		for (int i = 0; i < (self->trace->of_nodes ? ARG_COUNT : ARG_NODE); i++)
			if (slice_equal(name, slice_of(arg_names[i])))
				self->args_next = &self->event.args[i];
		if (self->args_next)
			clear(self->args_next);
	} else if (self->depth == 1) {
		self->top = TOP_OTHER;
		if (slice_equal(name, slice_of("traceEvents"))) {
			self->top = TOP_EVENTS;
			forget_events(self);
		} else if (slice_equal(name, slice_of("baseTimeNanoseconds"))) {
			self->top = TOP_BASE;
			self->base = 0;
		} else if (slice_equal(name, slice_of("distributedInfo"))) {
			self->top = TOP_DISTRIBUTED;
			self->number_next = NULL;
		}
	} else if (self->depth == 2 && self->top == TOP_DISTRIBUTED && !self->of_array) {
		self->number_next = slice_equal(name, slice_of("rank"))         ? &self->trace->rank
		                    : slice_equal(name, slice_of("world_size")) ? &self->trace->ranks
		                                                                : NULL;
	}
	return heard(self);
}

static int on_string(void *context, const unsigned char *text, size_t length)
{
	struct trace_json *self = context;
	take_value(self, VALUE_STRING, text, length);
	return heard(self);
}

static int on_number(void *context, const char *text, size_t length)
{
	struct trace_json *self = context;
	if (self->depth == 1 && !self->of_array && self->top == TOP_BASE)
		take_base(self, text, length);
	else if (self->depth == 2 && !self->of_array && self->top == TOP_DISTRIBUTED && self->number_next)
		*self->number_next = trace_parse_number(slice_make(text, length));
	take_value(self, VALUE_NUMBER, text, length);
	return heard(self);
}

static int on_null(void *context)
{
	struct trace_json *self = context;
	take_value(self, VALUE_WORD, "null", 4);
	return heard(self);
}

static int on_bool(void *context, int value)
{
	struct trace_json *self = context;
	take_value(self, VALUE_WORD, value ? "true" : "false", value ? 4 : 5);
	return heard(self);
}

static int on_open(struct trace_json *self, bool array)
{
	if (!self->depth)
		self->of_array = self->in_events = array;
	else if (self->depth == 1 && !self->of_array)
		self->in_events = array && self->top == TOP_EVENTS;
	self->depth++;
	uint32_t depth = depth_in_event(self);
	if (depth == 1 && !array)
		start_event(self);
	else if (depth == 1) /* an array among the events is none of them */
		self->field = FIELD_OTHER;
	else if (depth == 2)
		self->in_args = !array && self->field == FIELD_ARGS;
	else if (depth > 3 && self->in_args && array)
		json_shapes_open(&self->event.shapes, depth - 3);
	if (self->depth > NESTING_MOST)
		self->trace->status = STATUS_TOO_DEEP;
	return self->depth <= NESTING_MOST && heard(self);
}

static int on_open_map(void *context)
{
	return on_open(context, false);
}

static int on_open_array(void *context)
{
	return on_open(context, true);
}

static int on_close_map(void *context)
{
	struct trace_json *self = context;
	bool event = depth_in_event(self) == 1;
	self->depth--;
	return heard(self) && (!event || take_event(self));
}

static int on_close_array(void *context)
{
	struct trace_json *self = context;
	uint32_t depth = depth_in_event(self);
	self->depth--;
	if (depth > 3 && self->in_args)
		json_shapes_close(&self->event.shapes, depth - 3);
	return heard(self);
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null, .yajl_boolean = on_bool, .yajl_number = on_number, .yajl_string = on_string,
	.yajl_start_map = on_open_map, .yajl_map_key = on_key, .yajl_end_map = on_close_map,
	.yajl_start_array = on_open_array, .yajl_end_array = on_close_array,
};

/* ---- All of it ---- */

static void *yajl_malloc(void *context, size_t size)
{
	return xmalloc(size);
}

static void *yajl_realloc(void *context, void *old, size_t size)
{
	return xrealloc(old, size);
}

static void yajl_release(void *context, void *old)
{
	free(old);
}

/* Pieces of JSON for yajl. */
static bool parse(void *context, const uint8_t *bytes, size_t length, uint64_t place)
{
	struct trace_json *self = context;
	self->piece = place;
	if (yajl_parse(self->yajl, bytes, length) != yajl_status_ok)
		return false;
	if (place + length <= self->heard + TRACE_JSON_TOKEN)
		return true;
	self->trace->status = STATUS_LIMIT;
	self->trace->lack = "16 MiB of it are one text, or blanks";
	return false;
}

struct trace_json *trace_json_new(struct trace *trace)
{
	static const yajl_alloc_funcs memory = {.malloc = yajl_malloc, .realloc = yajl_realloc, .free = yajl_release};
	struct trace_json *self = xcalloc(1, sizeof *self);
	yajl_alloc_funcs given = memory;
	self->trace = trace;
	self->mend = (struct mend){.emit = parse, .context = self};
	self->yajl = yajl_alloc(&callbacks, &given, self);
	yajl_config(self->yajl, yajl_dont_validate_strings, 1);
	trace_threads_init(&self->threads, trace);
	return self;
}

bool trace_json_feed(struct trace_json *self, const void *bytes, size_t length)
{
	if (!self->stopped && !mend_feed(&self->mend, bytes, length)) {
		self->stopped = true;
		self->trace->complete = false;
	}
	return !self->stopped;
}

void trace_json_end(struct trace_json *self)
{
	if (!self->stopped && (!mend_end(&self->mend) || yajl_complete_parse(self->yajl) != yajl_status_ok))
		self->trace->complete = false;
	trace_threads_end(&self->threads, self->base);
	trace_finish(self->trace);
	yajl_free(self->yajl);
	for (int i = 0; i < FIELD_ARGS; i++)
		str_fini(&self->event.fields[i].text);
	for (int i = 0; i < ARG_COUNT; i++)
		str_fini(&self->event.args[i].text);
	json_shapes_fini(&self->event.shapes);
	free(self);
}
