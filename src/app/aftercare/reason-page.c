/* The reasons are rows made from the table of step-texts: one sentence each, in one place. */
#include "config.h"

#include "app/aftercare/reason-page.h"

#include "app/aftercare/step-texts.h"

#include <glib/gi18n.h>

struct _IngamReasonPage
{
  AdwBin parent_instance;

  GtkListBox *list; /* template child */
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamReasonPage, ingam_reason_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
activated_cb (IngamReasonPage *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0,
                 INGAM_REASON_NONE + 1 + gtk_list_box_row_get_index (row));
}

static void
add_reason (IngamReasonPage *self, IngamReason reason)
{
  const IngamReasonTexts *texts = ingam_reason_texts_get (reason);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  g_object_set (row, "title", _ (texts->title), "subtitle", _ (texts->subtitle), "activatable",
                TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (texts->subtitle), -1);
  gtk_widget_set_name (row, ingam_reason_get_word (reason));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_append (self->list, row);
}

static void
ingam_reason_page_class_init (IngamReasonPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/reason-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamReasonPage, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
ingam_reason_page_init (IngamReasonPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int reason = INGAM_REASON_NONE + 1; reason < INGAM_REASON_N; reason++)
    add_reason (self, (IngamReason) reason);
}
