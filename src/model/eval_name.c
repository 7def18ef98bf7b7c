#include "model/eval_name.h"

#include <string.h>

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_word_char(char c)
{
	c = lower(c);
	return c >= 'a' && c <= 'z';
}

static bool is_one_of(struct slice word, const char *const *words)
{
	for (; *words; words++) {
		size_t n = 0;
		while (n < word.length && (*words)[n] && lower(word.data[n]) == (*words)[n])
			n++;
		if (n == word.length && !(*words)[n])
			return true;
	}
	return false;
}

static const char *const eval_words[] = {"val", "valid", "validation", "eval", "evaluation", "test", "dev", NULL};
static const char *const train_words[] = {"train", "training", NULL};

/* The letters from `from` on, none where there is another sign. */
static struct slice word_at(struct slice name, size_t from)
{
	size_t end = from;
	while (end < name.length && is_word_char(name.data[end]))
		end++;
	return slice_make(name.data + from, end - from);
}

bool is_eval_name(struct slice name)
{
	for (size_t i = 0; i < name.length;) {
		struct slice word = word_at(name, i);
		if (is_one_of(word, eval_words))
			return true;
		i += word.length ? word.length : 1;
	}
	return false;
}

size_t eval_parent(struct slice name)
{
	size_t length = name.length;
	while (length && name.data[length - 1] != '/')
		length--;
	return length;
}

bool is_eval_run(struct slice name)
{
	size_t parent = eval_parent(name);
	return is_eval_name(slice_make(name.data + parent, name.length - parent));
}

/* What tells runs apart: all but those words and the signs between them. False at the end. */
static bool next_telling(struct slice name, size_t *at, char *out)
{
	while (*at < name.length) {
		bool begins = *at == 0 || !is_word_char(name.data[*at - 1]);
		struct slice word = begins ? word_at(name, *at) : slice_make(name.data, 0);
		if (is_one_of(word, eval_words) || is_one_of(word, train_words)) {
			*at += word.length;
			continue;
		}
		*out = lower(name.data[(*at)++]);
		if (!strchr(" ._-", *out))
			return true;
	}
	return false;
}

bool eval_run_fits(struct slice eval, struct slice run)
{
	size_t eval_from = eval_parent(eval), run_from = eval_parent(run), i = 0, k = 0;
	eval = slice_make(eval.data + eval_from, eval.length - eval_from);
	run = slice_make(run.data + run_from, run.length - run_from);
	for (bool any = false;; any = true) {
		char a = 0, b = 0;
		bool more = next_telling(eval, &i, &a), more_of_run = next_telling(run, &k, &b);
		if (!more)
			return !any || !more_of_run;
		if (a != b)
			return false;
	}
}
