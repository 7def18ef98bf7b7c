/* Prints tbtop-keys(7), which repeats the lists of actions and tabs: run when the program is built. */
#include "ui/bind.h"
#include "view/views.h"

#include <stdio.h>
#include <string.h>

/* As mdoc takes it for an argument: what means something at the start of a word is made plain. */
static void print_word(const char *word)
{
	for (fputs("\\&", stdout); *word; word++) {
		if (*word == '\\')
			fputs("\\e", stdout);
		else if (*word == '~')
			fputs("\\(ti", stdout);
		else if (*word == '^')
			fputs("\\(ha", stdout);
		else
			putchar(*word);
	}
}

/* "j <Down>" as .Cm of each. */
static void print_keys(const char *keys)
{
	while (*keys) {
		char key[KEY_TEXT];
		size_t length = strcspn(keys, " ");
		snprintf(key, sizeof key, "%.*s", (int)length, keys);
		putchar(' ');
		print_word(key);
		keys += length + (keys[length] == ' ');
	}
}

static void print_action(enum action action)
{
	struct binds binds = {{bind_global}, NULL};
	struct str keys = {0};
	bind_keys(&binds, action, &keys);
	printf(".It Li :%s", action_name(action));
	if (keys.length) {
		fputs(" Cm", stdout);
		print_keys(str_text(&keys));
	}
	printf("\n\\&%s\n", action_help(action));
	str_fini(&keys);
}

static void print_groups(void)
{
	const char *group = "";
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		enum action action = (enum action)i;
		if (strcmp(group, action_group(action)))
			printf("%s.Ss %s\n.Bl -tag -width Ds\n", *group ? ".El\n" : "", action_group(action));
		group = action_group(action);
		print_action(action);
	}
	puts(".El");
}

static void print_tabs(void)
{
	puts(".Sh TABS\nThose that there is something for have numbers; all open by name:\n.Bl -tag -width histograms");
	for (int i = 0; i < view_count; i++)
		printf(".It Li \":view %s\"\n%s\n", views[i]->name, views[i]->title);
	puts(".El");
}

int main(void)
{
	puts(".Dd August 20, 2026\n.Dt TBTOP-KEYS 7\n.Os\n.Sh NAME\n.Nm tbtop-keys\n.Nd keys and actions of tbtop\n"
	     ".Sh DESCRIPTION\nA key has one meaning in all tabs.\n"
	     ".Ql \\&:\nruns any action by its name, with what it takes behind it;\n.Ic Tab\ncompletes it.\n"
	     ".Ql \\&?\nshows the keys of the tab that is open, can be searched by\n.Ql /\n"
	     "and runs the entry that is chosen.\n.Xr tbtop-config 5\ntells how actions get other keys.\n.Sh ACTIONS");
	print_groups();
	print_tabs();
	puts(".Sh SEE ALSO\n.Xr tbtop 1 ,\n.Xr tbtop-config 5");
	return 0;
}
