#include "model/span.h"

#include "base/alloc.h"

/* What hangs on missing bytes was judged again by the span that begins at them. */
static bool is_judged_again(const struct file *file, size_t span, const struct problem *problem)
{
	return problem->provisional && span + 1 < file->span_count &&
	       file->spans[span]->end == file->spans[span + 1]->begin;
}

static void add_problem(struct file *file, const struct problem *problem)
{
	struct problem *last = file->problem_count ? &file->problems[file->problem_count - 1] : NULL;
	if (last && problem_goes_on(last, problem))
		last->bytes_lost += problem->bytes_lost;
	else
		file->problems[file->problem_count++] = *problem;
	file->lost_bytes += problem->bytes_lost;
	file->damaged |= problem->what <= PROBLEM_EVENT;
}

static void add_problems(struct file *file, bool of_stream)
{
	for (size_t i = 0; i < file->span_count; i++) {
		const struct span *span = file->spans[i];
		for (size_t k = 0; k < span->problem_count; k++)
			if ((span->problems[k].what == PROBLEM_STREAM) == of_stream &&
			    !is_judged_again(file, i, &span->problems[k]))
				add_problem(file, &span->problems[k]);
	}
}

static size_t count_most(const struct file *file)
{
	size_t count = 0;
	for (size_t i = 0; i < file->span_count; i++)
		count += file->spans[i]->problem_count;
	return count;
}

bool file_settle_problems(struct file *file)
{
	if (!array_reserve(&file->problems, &file->problem_capacity, count_most(file)))
		return false;
	file->problem_count = 0;
	file->lost_bytes = 0;
	file->damaged = false;
	add_problems(file, true); /* their offsets are others, and when they are told hangs on how much is inflated at a time */
	file->stream_problems = file->problem_count;
	add_problems(file, false);
	return true;
}

static struct problem short_problem(const struct file *file)
{
	return (struct problem){.what = PROBLEM_LIMIT, .status = STATUS_NO_MEMORY, .offset = file->short_at};
}

/* Where want of memory stands among the problems. Offsets of a compressed stream are others. */
static size_t short_place(const struct file *file)
{
	size_t low = file->stream_problems, high = file->problem_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (file->problems[middle].offset <= file->short_at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where reading ended: the last. */
static struct problem withheld_problem(const struct file *file)
{
	return (struct problem){
		.what = PROBLEM_LIMIT, .status = STATUS_FULL, .offset = file_tally(file).bytes_read};
}

struct problem file_problem(const struct file *file, uint32_t k)
{
	if (file->unreadable && k-- == 0)
		return file->access;
	if (file->short_of_memory) {
		size_t place = short_place(file);
		if (k == place)
			return short_problem(file);
		k -= k > place;
	}
	return k < file->problem_count ? file->problems[k] : withheld_problem(file);
}
