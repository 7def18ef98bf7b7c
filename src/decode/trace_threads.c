#include "decode/trace_threads.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* A B, whose span is open until its E is found, or an E. */
struct mark {
	picoseconds time;
	uint64_t place;
	size_t span; /* of a B, in the line */
	bool end;
};

/* Names of the trace; NAMES_NONE where nobody told. */
struct process {
	uint32_t name, label;
	uint32_t shown; /* what its lines are shown with */
	bool any;       /* it has a line */
};

#define NO_LINE UINT32_MAX

struct thread {
	uint32_t pid, tid;
	uint32_t name; /* NAMES_NONE when nobody told */
	uint32_t line; /* NO_LINE until it has a span */
	uint32_t notes; /* the line of its annotations; NO_LINE until there is one */
	struct mark *marks;
	size_t count, capacity;
};

void trace_threads_init(struct trace_threads *self, struct trace *trace)
{
	*self = (struct trace_threads){.trace = trace};
	names_init(&self->pids);
	names_init(&self->tids);
	names_init(&self->pairs);
}

static void release(struct trace_threads *self)
{
	for (uint32_t i = 0; i < self->pairs.count; i++)
		free(self->threads[i].marks);
	free(self->threads);
	free(self->processes);
	names_fini(&self->pids);
	names_fini(&self->tids);
	names_fini(&self->pairs);
}

void trace_threads_forget(struct trace_threads *self)
{
	struct trace *trace = self->trace;
	release(self);
	trace_threads_init(self, trace);
	for (size_t i = 0; i < trace->line_count; i++)
		free(trace->lines[i].spans);
	trace->line_count = 0;
	trace->events.end_count = trace->events.allocation_count = 0;
}

static bool fail(struct trace_threads *self)
{
	self->trace->status = STATUS_NO_MEMORY;
	self->trace->complete = false;
	return false;
}

/* ---- Processes and threads ---- */

static bool find_process(struct trace_threads *self, struct slice pid, uint32_t *out)
{
	uint32_t before = self->pids.count;
	if (!array_reserve(&self->processes, &self->process_capacity, (size_t)before + 1))
		return fail(self);
	*out = names_intern(&self->pids, pid);
	if (*out == NAMES_NONE)
		return fail(self);
	if (*out == before)
		self->processes[before] = (struct process){NAMES_NONE, NAMES_NONE, NAMES_NONE, false};
	return true;
}

static bool find_thread(struct trace_threads *self, struct slice pid, struct slice tid, struct thread **out)
{
	uint32_t pair[2], before = self->pairs.count;
	if (!find_process(self, pid, &pair[0]))
		return false;
	pair[1] = names_intern(&self->tids, tid);
	if (pair[1] == NAMES_NONE || !array_reserve(&self->threads, &self->capacity, (size_t)before + 1))
		return fail(self);
	uint32_t number = names_intern(&self->pairs, slice_make(pair, sizeof pair));
	if (number == NAMES_NONE)
		return fail(self);
	*out = &self->threads[number];
	if (number < before)
		return true;
	**out = (struct thread){.pid = pair[0], .tid = pair[1], .name = NAMES_NONE, .line = NO_LINE, .notes = NO_LINE};
	return trace_take(self->trace, sizeof **out + 2 * (pid.length + tid.length));
}

bool trace_threads_name_process(struct trace_threads *self, struct slice pid, struct slice name)
{
	uint32_t process;
	return find_process(self, pid, &process) &&
	       trace_name(self->trace, name, &self->processes[process].name);
}

bool trace_threads_label_process(struct trace_threads *self, struct slice pid, struct slice label)
{
	uint32_t process;
	return find_process(self, pid, &process) &&
	       trace_name(self->trace, label, &self->processes[process].label);
}

bool trace_threads_name(struct trace_threads *self, struct slice pid, struct slice tid, struct slice name)
{
	struct thread *thread;
	return find_thread(self, pid, tid, &thread) && trace_name(self->trace, name, &thread->name);
}

/* ---- Events ---- */

static bool need_line(struct trace_threads *self, uint32_t *line)
{
	return *line != NO_LINE || trace_add_line(self->trace, line);
}

bool trace_threads_line(struct trace_threads *self, struct slice pid, struct slice tid, uint32_t *out)
{
	struct thread *thread;
	if (!find_thread(self, pid, tid, &thread) || !need_line(self, &thread->line))
		return false;
	*out = thread->line;
	return true;
}

static bool add_span(struct trace_threads *self, struct thread *thread, const struct thread_event *event)
{
	uint32_t name, *line = event->annotation && !self->trace->as_stored ? &thread->notes : &thread->line;
	return need_line(self, line) && trace_name(self->trace, event->name, &name) &&
	       trace_add(self->trace, *line, name, event->start, event->duration, event->place);
}

static bool add_mark(struct trace_threads *self, struct thread *thread, const struct thread_event *event)
{
	struct mark mark = {.time = event->start, .place = event->place, .end = event->phase == 'E'};
	if (!array_reserve(&thread->marks, &thread->capacity, thread->count + 1))
		return fail(self);
	if (!mark.end)
		mark.span = self->trace->lines[thread->line].count - 1;
	thread->marks[thread->count++] = mark;
	return trace_take(self->trace, sizeof mark);
}

bool trace_threads_take(struct trace_threads *self, struct slice pid, struct slice tid,
                        const struct thread_event *event)
{
	struct thread *thread;
	picoseconds end = event->start + (event->duration > 0 ? event->duration : 0);
	if (!find_thread(self, pid, tid, &thread) || (event->phase != 'E' && !add_span(self, thread, event)))
		return false;
	if (!self->any || end > self->latest)
		self->latest = end;
	self->any = true;
	return event->phase == 'X' || add_mark(self, thread, event);
}

/* ---- When all is there ---- */

static int by_time(const void *left, const void *right)
{
	const struct mark *a = left, *b = right;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

static void close_span(struct trace_line *line, const struct mark *open, picoseconds end)
{
	trace_set_duration(&line->spans[open->span], end - open->time);
}

/* An E ends the latest B that is open; those left open end with the file. The marks passed are the room for the open ones. */
static void pair_marks(const struct trace_threads *self, struct thread *thread)
{
	struct trace_line *line = thread->line == NO_LINE ? NULL : &self->trace->lines[thread->line];
	size_t open = 0;
	if (!line)
		return;
	qsort(thread->marks, thread->count, sizeof *thread->marks, by_time);
	for (size_t i = 0; i < thread->count; i++) {
		if (!thread->marks[i].end)
			thread->marks[open++] = thread->marks[i];
		else if (open)
			close_span(line, &thread->marks[--open], thread->marks[i].time);
	}
	while (open)
		close_span(line, &thread->marks[--open], self->latest);
}

/* An empty name counts as none. */
static struct slice told_or(const struct trace *trace, uint32_t told, struct slice otherwise)
{
	struct slice name = told == NAMES_NONE ? slice_make(NULL, 0) : names_text(&trace->names, told);
	return name.length ? name : otherwise;
}

static bool name_or(struct trace *trace, uint32_t told, struct slice otherwise, uint32_t *out)
{
	*out = told;
	return told_or(trace, told, slice_make(NULL, 0)).length || trace_name(trace, otherwise, out);
}

/* Kineto's "stream 7 " ends in a blank, which is none of its own. */
static struct slice trimmed(struct slice name)
{
	while (name.length && name.data[name.length - 1] == ' ')
		name.length--;
	return name;
}

static bool title_line(struct trace_threads *self, const struct thread *thread, bool notes, uint32_t *out)
{
	struct slice tid = names_text(&self->tids, thread->tid);
	if (self->trace->as_stored)
		return name_or(self->trace, thread->name, tid, out);
	struct str title = {0};
	str_append_text(&title, notes ? "annotations of " : "");
	str_append_slice(&title, trimmed(told_or(self->trace, thread->name, tid)));
	bool fine = trace_name(self->trace, str_slice(&title), out);
	str_fini(&title);
	return fine;
}

static bool name_line(struct trace_threads *self, const struct thread *thread, uint32_t number)
{
	struct trace_line *line = &self->trace->lines[number];
	struct slice pid = names_text(&self->pids, thread->pid), tid = names_text(&self->tids, thread->tid);
	struct str id = {0};
	str_append_slice(&id, pid);
	str_append_char(&id, '/');
	str_append_slice(&id, tid);
	line->annotations = number == thread->notes;
	str_append_text(&id, line->annotations ? " annotations" : "");
	line->process = self->processes[thread->pid].shown;
	bool fine = name_or(self->trace, self->processes[thread->pid].name, pid, &line->plane) &&
	            title_line(self, thread, line->annotations, &line->line) && trace_name(self->trace, str_slice(&id), &line->id);
	str_fini(&id);
	return fine;
}

/* "GPU 1 (python)": the label first, as it says which; and with the pid, where that doesn't. */
static bool show_process(struct trace_threads *self, uint32_t pid, bool with_pid)
{
	struct process *process = &self->processes[pid];
	struct slice number = names_text(&self->pids, pid);
	struct slice name = told_or(self->trace, process->name, number);
	struct slice label = told_or(self->trace, process->label, name);
	bool labelled = !slice_equal(label, name);
	struct str shown = {0};
	str_append_slice(&shown, label);
	if (labelled || with_pid)
		str_append_text(&shown, " (");
	if (labelled)
		str_append_slice(&shown, name);
	if (labelled && with_pid)
		str_append_text(&shown, ", ");
	if (with_pid)
		str_append_slice(&shown, number);
	if (labelled || with_pid)
		str_append_char(&shown, ')');
	bool fine = trace_name(self->trace, str_slice(&shown), &process->shown);
	str_fini(&shown);
	return fine;
}

/* Those with lines, so that no two of them are shown alike. */
static void show_processes(struct trace_threads *self)
{
	uint32_t *met = NULL; /* by name: how many processes */
	bool fine = true;
	for (uint32_t i = 0; i < self->pairs.count; i++)
		self->processes[self->threads[i].pid].any |= self->threads[i].line != NO_LINE || self->threads[i].notes != NO_LINE;
	for (uint32_t i = 0; fine && i < self->pids.count; i++)
		fine = !self->processes[i].any || show_process(self, i, false);
	if (fine)
		met = data_alloc(self->trace->names.count, sizeof *met);
	if (met)
		memset(met, 0, self->trace->names.count * sizeof *met);
	for (uint32_t i = 0; met && i < self->pids.count; i++)
		if (self->processes[i].any)
			met[self->processes[i].shown]++;
	for (uint32_t i = 0; met && fine && i < self->pids.count; i++)
		if (self->processes[i].any && met[self->processes[i].shown] > 1)
			fine = show_process(self, i, true);
	free(met);
	if (!met)
		fail(self);
}

static void end_line(struct trace_threads *self, const struct thread *thread, uint32_t line, picoseconds base)
{
	name_line(self, thread, line);
	if (base)
		trace_shift(self->trace, line, 0, base);
}

void trace_threads_end(struct trace_threads *self, picoseconds base)
{
	if (!self->trace->by_plane && self->pids.count)
		show_processes(self);
	for (uint32_t i = 0; i < self->pairs.count; i++) {
		struct thread *thread = &self->threads[i];
		if (thread->count)
			pair_marks(self, thread);
		free(thread->marks);
		thread->marks = NULL;
		thread->count = 0;
		if (thread->line != NO_LINE)
			end_line(self, thread, thread->line, base);
		if (thread->notes != NO_LINE)
			end_line(self, thread, thread->notes, base);
	}
	if (base)
		trace_events_shift(&self->trace->events, 0, 0, base);
	release(self);
}
