/* support.h: what tests of windows share: a demo store of their own, and waiting without sleeping.
 */
#pragma once

#include "app/window/window.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For the start of main(): test framework, GTK, templates. */
void ingam_ui_test_init (int *argc, char ***argv);

/* One for the whole program: a second one would want the first one's place on the bus. */
AdwApplication *ingam_ui_test_get_application (void);

/* The program's settings as they are at first, for whoever asks alone; NULL where this build has no
 * schema at hand. */
GSettings *ingam_ui_test_new_settings (void);

/* A store with the demo's credentials, made once for the whole program; copied for each caller
 * when @own. Free with g_free(). */
char *ingam_ui_test_dup_store (gboolean own);
char *ingam_ui_test_dup_samples (void);
void ingam_ui_test_clean_up (void);

/* The credential of @store with this display name; loads the store when it is not loaded. */
IngamCredential *ingam_ui_test_find (IngamStore *store, const char *name);
void ingam_ui_test_load (IngamStore *store);

/* Runs the main loop until @condition holds; fails the test after twenty seconds. */
typedef gboolean (*IngamUiTestCondition) (gpointer user_data);
void ingam_ui_test_wait_for (IngamUiTestCondition condition,
                             gpointer user_data,
                             const char *what,
                             const char *where);
#define ingam_ui_test_wait(condition, user_data) \
  ingam_ui_test_wait_for (condition, user_data, #condition, G_STRFUNC)
/* Lets everything that is pending happen. */
void ingam_ui_test_settle (void);
/* Until a shown window has been drawn: only then does everything in it have its place. */
void ingam_ui_test_draw (gpointer window);

/* The first descendant of @widget with this buildable id or, with %NULL, of this type. */
GtkWidget *ingam_ui_test_get (GtkWidget *widget, const char *id, GType type);

/* The visible window of this type, or NULL. */
gpointer ingam_ui_test_find_window (GType type);

/* What a person does: types into a row, presses a button. By buildable id below @widget. */
void ingam_ui_test_type (gpointer widget, const char *id, const char *text);
void ingam_ui_test_press (gpointer widget, const char *id);

/* What a key does where a widget's own shortcut controllers know it: "Tab", "<Control>a". GTK lets
 * no test send one. */
void ingam_ui_test_press_key (GtkWidget *widget, const char *key);

/* The width of a telephone: every window has to fit into it. */
#define INGAM_UI_TEST_NARROW 360

/* Holds a shown window against the rules of support-walk.c and fails with a line for each fault:
 * names, pictures, mnemonics, untranslated words, width, and the way around by Tab. */
void ingam_ui_test_walk (gpointer window);
/* The same as text, NULL when all is well: for the tests of the rules. */
char *ingam_ui_test_dup_faults (gpointer window);

/* For eyes: with INGAM_TEST_SHOTS=FOLDER in the environment the window is drawn into
 * FOLDER/NAME.png; slashes in @name become hyphens. INGAM_TEST_TEXT=2 doubles all text. */
void ingam_ui_test_shoot (gpointer window, const char *name);

/* What Escape does in a dialog; asserts that the dialog closes and nothing keeps it alive. */
void ingam_ui_test_escape (gpointer window);

/* Destroys a window and asserts that nothing keeps it alive. */
void ingam_ui_test_finalize_window (gpointer window);

G_END_DECLS
