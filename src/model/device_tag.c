#include "model/device_tag.h"

#include <stdbool.h>
#include <string.h>

#define WORDS 24
#define WORD_SIZE 16

/* The words of a name in lower case: runs of letters, and runs of digits; gpuPower is two. */
struct words {
	char text[WORDS][WORD_SIZE];
	int count;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z');
}

static bool goes_on(char before, char c)
{
	if (is_digit(before) || is_digit(c))
		return is_digit(before) && is_digit(c);
	return is_letter(before) && is_letter(c) && (is_upper(before) || !is_upper(c));
}

static struct words words_of(struct slice name)
{
	struct words words = {0};
	size_t length = 0;
	for (size_t i = 0; i < name.length; i++) {
		char c = name.data[i];
		if (!is_digit(c) && !is_letter(c))
			continue;
		if (i == 0 || !goes_on(name.data[i - 1], c)) {
			if (words.count == WORDS)
				break;
			words.count++;
			length = 0;
		}
		if (length < WORD_SIZE - 1)
			words.text[words.count - 1][length++] = is_upper(c) ? (char)(c + ('a' - 'A')) : c;
	}
	return words;
}

/* The place of the first of these words, by blanks between; -1 without. */
static int find_any(const struct words *words, const char *wanted)
{
	for (int i = 0; i < words->count; i++) {
		size_t length = strlen(words->text[i]);
		for (const char *at = strstr(wanted, words->text[i]); at; at = strstr(at + 1, words->text[i]))
			if ((at == wanted || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
				return i;
	}
	return -1;
}

static bool has_any(const struct words *words, const char *wanted)
{
	return find_any(words, wanted) >= 0;
}

/* A name that begins so speaks of the machine, and not of what is trained. */
static bool begins_with_any(const struct words *words, int count, const char *wanted)
{
	struct words first = *words;
	first.count = words->count < count ? words->count : count;
	return has_any(&first, wanted);
}

static bool is_of_machine(const struct words *words)
{
	return begins_with_any(words, 1, "system sys hardware disk network") ||
	       begins_with_any(words, 3, "gpu cpu cuda nvidia") ||
	       (words->count > 2 && !strcmp(words->text[0], "device") && !strcmp(words->text[1], "stats"));
}

/* What a GPU's parts do besides, what it could do at most, and what went wrong. */
static bool is_beside(const struct words *words)
{
	return has_any(words, "clock error errors fan encoder decoder enc dec limit total free available cached retries pcie "
	                      "throttle count");
}

static enum hardware_figure figure_of_gpu(const struct words *words)
{
	if (is_beside(words))
		return HARDWARE_FIGURES;
	if (has_any(words, "power watts watt"))
		return has_any(words, "percent percentage") ? HARDWARE_FIGURES : GPU_POWER;
	if (has_any(words, "temp temperature celsius"))
		return GPU_HEAT;
	if (has_any(words, "memory mem allocated reserved vram")) /* of its bus: utilization.memory */
		return has_any(words, "utilization utilisation") ? HARDWARE_FIGURES : GPU_MEMORY;
	if (has_any(words, "utilization utilisation util usage busy load percent percentage duty"))
		return GPU_BUSY;
	return !strcmp(words->text[words->count - 1], "gpu") ? GPU_BUSY : HARDWARE_FIGURES;
}

static enum hardware_figure figure_of_box(const struct words *words)
{
	if (has_any(words, "swap total free available cached buffers"))
		return HARDWARE_FIGURES;
	if (has_any(words, "memory mem ram vm"))
		return MEMORY_USED;
	if (has_any(words, "network net"))
		return NETWORK_RATE;
	if (has_any(words, "cpu"))
		return has_any(words, "threads temp temperature power") ? HARDWARE_FIGURES : CPU_BUSY;
	return has_any(words, "disk") && has_any(words, "read write in out io") ? DISK_RATE : HARDWARE_FIGURES;
}

/* The number behind "gpu", or behind "id". */
static uint32_t number_of_gpu(const struct words *words)
{
	for (int i = 0; i + 1 < words->count; i++) {
		const char *next = words->text[i + 1];
		if ((!strcmp(words->text[i], "gpu") || !strcmp(words->text[i], "id") || !strcmp(words->text[i], "cuda")) &&
		    is_digit(next[0]) && strlen(next) < 4) {
			uint32_t number = 0;
			for (; *next; next++)
				number = 10 * number + (uint32_t)(*next - '0');
			return number;
		}
	}
	return UINT32_MAX;
}

/* Of torch.cuda.memory_stats' hundred figures the one that tells what is in use. */
static bool is_torch_memory(struct slice name)
{
	return slice_contains(name, "allocated_bytes.all.current");
}

static enum device_unit unit_of(struct slice name, const struct words *words)
{
	if (has_any(words, "bytes byte"))
		return UNIT_BYTES;
	return has_any(words, "percent percentage pct") || slice_contains(name, "%") ? UNIT_PERCENT : UNIT_UNKNOWN;
}

struct device_tag device_tag_of(struct slice name)
{
	struct words words = words_of(name);
	enum device_unit unit = unit_of(name, &words);
	if (!words.count || !is_of_machine(&words))
		return (struct device_tag){HARDWARE_FIGURES, UINT32_MAX, UNIT_UNKNOWN};
	/* torch.cuda.memory_stats, which has a hundred of them */
	if (has_any(&words, "bytes") && has_any(&words, "all pool"))
		return (struct device_tag){is_torch_memory(name) ? GPU_MEMORY : HARDWARE_FIGURES, number_of_gpu(&words), unit};
	if (has_any(&words, "gpu cuda nvidia"))
		return (struct device_tag){figure_of_gpu(&words), number_of_gpu(&words), unit};
	return (struct device_tag){figure_of_box(&words), UINT32_MAX, unit};
}
