#include "demo/vocabulary.h"

#define SUBJECTS 8
#define WORDS 12 /* of a subject */
#define COUNT (SUBJECTS * WORDS)
#define DIMENSIONS 16

static const struct {
	const char *subject;
	const char *words[WORDS];
} subjects[SUBJECTS] = {
	{"animals", {"otter", "heron", "fox", "badger", "lynx", "crane", "hare", "mole", "wolf", "seal", "owl", "bee"}},
	{"fruit", {"apple", "pear", "plum", "quince", "cherry", "fig", "lemon", "grape", "melon", "peach", "date", "lime"}},
	{"colours", {"red", "amber", "ochre", "green", "teal", "blue", "indigo", "violet", "grey", "black", "white", "pink"}},
	{"tools", {"hammer", "chisel", "saw", "plane", "vice", "drill", "rasp", "file", "awl", "clamp", "square", "level"}},
	{"weather", {"rain", "sleet", "snow", "fog", "wind", "storm", "hail", "frost", "thaw", "sun", "cloud", "dew"}},
	{"music", {"flute", "oboe", "viola", "cello", "horn", "harp", "drum", "lute", "organ", "tuba", "fiddle", "bell"}},
	{"sea", {"tide", "reef", "swell", "anchor", "keel", "mast", "harbour", "buoy", "shoal", "wake", "foam", "gull"}},
	{"numbers", {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}},
};

int vocabulary_record(struct tbr_writer *writer, const char *tag, int64_t step, double quality, struct chance *chance)
{
	static const char *const header[] = {"word", "subject"};
	const char *labels[2 * COUNT];
	float vectors[COUNT * DIMENSIONS];
	struct chance places = chance_of(1, 0); /* where the subjects belong: the same in all runs */
	for (int i = 0; i < SUBJECTS; i++) {
		double centre[DIMENSIONS];
		for (int d = 0; d < DIMENSIONS; d++)
			centre[d] = chance_normal(&places);
		for (int j = 0; j < WORDS; j++) {
			int row = i * WORDS + j;
			labels[2 * row] = subjects[i].words[j];
			labels[2 * row + 1] = subjects[i].subject;
			for (int d = 0; d < DIMENSIONS; d++)
				vectors[row * DIMENSIONS + d] =
					(float)(quality * centre[d] + (1.1 - quality) * chance_normal(chance));
		}
	}
	return tbr_embedding(writer, tag, step, &(struct tbr_embedding){.vectors = vectors, .rows = COUNT,
		.columns = DIMENSIONS, .labels = labels, .label_columns = 2, .header = header});
}
