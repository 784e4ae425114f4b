package dev.lapse.catalog.discover.saas;

/**
 * The tables of a product as one finds them: a line each, parents first.
 *
 * <p>{@code name key rows columns}. Key: b bigint, u uuid, t text, - none, (a,b) of columns. Rows:
 * of each account, {@code =} in all and shared, {@code ^} as many as refer to it. A name with
 * {@code %20} has a space. Columns:
 *
 * <ul>
 *   <li>{@code account!} declared, {@code account~} undeclared, {@code account?} null in rows that
 *       all share, {@code account/} null in rows that hang on a row of an account
 *   <li>{@code contact_id>crm.contact} declared, {@code contact_id~crm.contact} undeclared; with
 *       {@code ?} it may be null, and one in ten points at a row of another account; with {@code .}
 *       it may be null and never does
 *   <li>{@code address_id^address}: a row of its own there; {@code ^~} undeclared
 *   <li>{@code country_id=country}: a shared row; {@code =~} undeclared
 *   <li>{@code subject*rails:crm.contact,crm.deal}: a pair of subject_type and subject_id
 *   <li>{@code |contact_id>crm.contact|deal_id>crm.deal}: one of them
 *   <li>{@code parent_id@}: another row of the same table and account, or null
 *   <li>anything else: a value of no meaning
 * </ul>
 */
final class SaasTables {
  static final String LINES =
      """
      country t =60 name iso_number
      currency t =12 name symbol
      language t =20 name
      plan b =5 name price
      feature b =30 name status
      plan_feature (plan_id,feature_id) =40 plan_id=plan feature_id=feature
      time_zone_name t =40 name offset_minutes
      industry b =25 name
      tax_category b =8 name rate
      system_setting t =15 name note
      address b ^ street city zip country_id=country
      blob u ^ bytes checksum
      app_user b 12 account! email name status language_id=language at
      user_session u 20 user_id>app_user at ip
      user_preference - 12 user_id~app_user name note
      api_key u 3 account! created_by>app_user token at
      role b 4 account! name
      role_assignment (user_id,role_id) 12 user_id>app_user role_id>role
      account_feature (account_id,feature_id) 6 account! feature_id=feature at
      team b 3 account! name lead_id>app_user?
      team_member (team_id,user_id) 10 team_id>team user_id>app_user
      invitation u 4 account~ email invited_by>app_user at
      custom_field b 8 account! entity name status
      custom_value - 120 field_id>custom_field entity_row note
      tag b 10 account! name
      saved_filter b 4 account! name json
      crm.company b 40 account! name industry_id=industry address_id^address parent_id@ at
      crm.contact b 90 account! company_id>crm.company? address_id^address owner_id>app_user? name email phone at
      crm.contact_email b 90 contact_id>crm.contact email flag
      crm.contact_phone b 60 contact_id>crm.contact phone
      crm.contact_note b 60 contact_id>crm.contact author_id>app_user note at
      crm.pipeline b 2 account! name
      crm.stage b 8 pipeline_id>crm.pipeline name position
      crm.deal b 60 account! stage_id>crm.stage contact_id>crm.contact? owner_id>app_user? currency_id=currency amount at
      crm.product b 15 account! name tax_category_id=tax_category
      crm.deal_line b 90 deal_id>crm.deal product_id~crm.product amount position
      crm.deal_history b 120 deal_id>crm.deal stage_id>crm.stage at
      crm.deal_contact (deal_id,contact_id) 60 deal_id>crm.deal contact_id>crm.contact
      crm.relation b 40 from_contact_id>crm.contact to_contact_id>crm.contact status
      crm.activity b 120 account! subject*rails:crm.contact,crm.deal,crm.company note at
      crm.task b 60 account! deal_id>crm.deal? contact_id>crm.contact? assignee_id>app_user? name day
      crm.tagging - 100 tag_id>tag taggable*plain:crm.contact,crm.deal
      crm.price b 20 product_id>crm.product currency_id=currency amount
      crm.attachment u 40 |contact_id>crm.contact|deal_id>crm.deal|company_id>crm.company name blob_id^blob
      crm.import_job b 4 account! started_by>app_user at status
      crm.import_row - 60 job_id~crm.import_job line note
      crm.view b 5 account? name json
      crm.view_column b 20 view_id>crm.view name position
      crm.web_form u 4 account! name
      crm.web_form_entry u 40 form_id~crm.web_form contact_id~crm.contact? json at
      crm.score - 60 contact_id>crm.contact. value at
      support.queue u 3 account! name
      support.contact u 20 account~ name email
      support.ticket u 60 account! queue_id>support.queue contact_id~support.contact? assignee_id>app_user? name status at
      support.ticket_message u 120 ticket_id>support.ticket author_id>app_user? note at
      support.ticket_event u 120 ticket_id~support.ticket kind at
      support.ticket_watcher (ticket_id,user_id) 40 ticket_id>support.ticket user_id>app_user
      support.macro u 5 account? name note
      support.satisfaction u 20 ticket_id~support.ticket value note
      support.sla u 2 account! name minutes
      support.ticket_sla u 30 ticket_id>support.ticket sla_id>support.sla at
      support.article u 10 account! name note
      support.article_version u 20 article_id>support.article author_id>app_user note at
      support.call_log u 30 ticket_id>support.ticket? minutes at
      support.comment u 60 commentable*text:support.ticket,support.article,crm.deal note at
      support.reaction u 40 reactable*php:support.comment,support.ticket_message emoji
      billing.customer t 1 account! email address_id^address tax_number
      billing.subscription b 2 account! plan_id=plan at status
      billing.subscription_item b 4 subscription_id>billing.subscription amount
      billing.payment_method b 1 account! brand last_four
      billing.invoice b 12 account! customer_id>billing.customer currency_id=currency amount day
      billing.invoice_line b 40 invoice_id>billing.invoice tax_category_id=tax_category amount name
      billing.payment b 12 invoice_id>billing.invoice amount at
      billing.refund b 2 payment_id~billing.payment amount at
      billing.credit_note b 2 invoice_id>billing.invoice amount day
      billing.usage - 120 account~ meter value day
      billing.usage_alert b 2 account/ subscription_id>billing.subscription value
      billing.transfer b 1 payer_id>account payee_id>account amount
      billing.tax_rate b =30 country_id=country tax_category_id=tax_category rate
      billing.Order%20Lines b 20 accountId! lineNo amount
      marketing.campaign u 5 account! name status at
      marketing.list u 4 account! name
      marketing.list_member - 80 list_id>marketing.list contact_id~crm.contact at
      marketing.template u 5 account? name note
      marketing.email u 10 campaign_id>marketing.campaign template_id>marketing.template? name
      marketing.delivery u 160 email_id~marketing.email contact_id~crm.contact? at
      marketing.open - 120 delivery_id~marketing.delivery at
      marketing.click - 60 delivery_id~marketing.delivery url at
      marketing.unsubscribe u 5 account~ email at
      marketing.segment u 4 account! name json
      marketing.segment_rule u 10 segment_id>marketing.segment name position
      marketing.landing_page u 3 account! name url
      marketing.page_view - 100 page_id~marketing.landing_page at ip
      marketing.automation u 3 account! name
      marketing.automation_step u 9 automation_id>marketing.automation parent_step_id@ position
      files.folder u 8 account! parent_id@ name
      files.document u 40 folder_id>files.folder blob_id^blob owner_id>app_user? name at
      files.document_data u ^ bytes checksum
      files.document_version u 60 document_id>files.document data_id^files.document_data at
      files.share u 10 document_id>files.document shared_with_id>app_user? token at
      files.recording u 4 account! audio_oid at
      files.upload u 5 account~ name at
      files.thumbnail - 40 document_id~files.document url
      audit.event (id,day) 200 account~ name note day
      audit.login - 60 user_id~app_user at ip
      audit.change b 120 tenant_ref! changed*table:crm.contact,crm.deal,billing.invoice json
      audit.search_document - 40 search_key1 note
      audit.export u 2 account! requested_by>app_user blob_id^blob at
      workflow.definition u 4 account! name json
      workflow.node u 16 definition_id>workflow.definition name position
      workflow.edge u 16 from_node_id>workflow.node to_node_id>workflow.node
      workflow.run u 40 definition_id>workflow.definition started_by>app_user? at status
      workflow.step_run u 80 run_id>workflow.run node_id>workflow.node at status
      workflow.variable - 60 run_id~workflow.run name note
      workflow.trigger_setting u ^ json note
      workflow.trigger u 4 definition_id>workflow.definition setting_id^workflow.trigger_setting
      workflow.webhook u 3 account! url token
      workflow.webhook_call u 40 webhook_id~workflow.webhook status at
      workflow.lock - 2 definition_id~workflow.definition at
      """;

  private SaasTables() {}
}
