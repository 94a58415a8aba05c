/* Half pairs, damaged and unreadable folders of a store: reported, not hidden, with a sentence
 * each. Credentials that are odd but whole say so on their own page.
 */
#include "config.h"

#include "app/list/oddity-window.h"

#include "app/widgets/finish.h"
#include "app/widgets/sign.h"

#include <glib/gi18n.h>

/* Shown at most: a store broken further than that is not mended by reading a list. */
#define MAX_ROWS 200

struct _IngamOddityWindow
{
  AdwWindow parent_instance;

  /* Template children */
  GtkListBox *list;
  GtkLabel *more_label;
};

G_DEFINE_FINAL_TYPE (IngamOddityWindow, ingam_oddity_window, ADW_TYPE_WINDOW)

static void
add_row (IngamOddityWindow *self, const IngamScanOddity *oddity, const char *store_name)
{
  g_autofree char *escaped =
      g_markup_escape_text (*oddity->display == '\0' ? store_name : oddity->display, -1);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title",
                                 ingam_oddity_get_sentence (oddity->what), "subtitle", escaped,
                                 "title-lines", 0, "subtitle-lines", 2, "activatable", FALSE, NULL);
  IngamSign *sign = g_object_new (INGAM_TYPE_SIGN, NULL);

  ingam_sign_set (sign, INGAM_SIGN_SOON, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), GTK_WIDGET (sign));
  ingam_finish_below (row);
  gtk_list_box_append (self->list, row);
}

IngamOddityWindow *
ingam_oddity_window_new (IngamScan *scan)
{
  IngamOddityWindow *self;
  GPtrArray *oddities;

  g_return_val_if_fail (scan != NULL, NULL);

  self = g_object_new (INGAM_TYPE_ODDITY_WINDOW, NULL);
  oddities = ingam_scan_get_oddities (scan);
  for (guint i = 0; i < MIN (oddities->len, MAX_ROWS); i++)
    add_row (self, g_ptr_array_index (oddities, i), "NPKI");
  if (oddities->len > MAX_ROWS)
    {
      guint n = oddities->len - MAX_ROWS;
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", n), n);

      gtk_label_set_text (self->more_label, more);
      gtk_widget_set_visible (GTK_WIDGET (self->more_label), TRUE);
    }
  return self;
}

static void
ingam_oddity_window_class_init (IngamOddityWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/list/oddity-window.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamOddityWindow, list);
  gtk_widget_class_bind_template_child (widget_class, IngamOddityWindow, more_label);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ingam_oddity_window_init (IngamOddityWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self));
}
