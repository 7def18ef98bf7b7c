#include "model/eval_name.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_word_char(char c)
{
	c = lower(c);
	return c >= 'a' && c <= 'z';
}

static bool is_eval_word(struct slice word)
{
	static const char *const words[] = {"val", "valid", "validation", "eval", "evaluation", "test", "dev"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = 0;
		while (n < word.length && words[i][n] && lower(word.data[n]) == words[i][n])
			n++;
		if (n == word.length && !words[i][n])
			return true;
	}
	return false;
}

bool is_eval_name(struct slice name)
{
	for (size_t i = 0; i < name.length;) {
		size_t begin = i;
		while (i < name.length && is_word_char(name.data[i]))
			i++;
		if (is_eval_word(slice_make(name.data + begin, i - begin)))
			return true;
		if (i == begin)
			i++;
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
