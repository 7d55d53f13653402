"""The ledger from which every metric is worked out once: in a spec, and in the reference."""

ORDERS = """
accounts
account_id | name
x | Xu
y | Yi

orders
order_id | booked_on | account_id | quantity | list_amount | net_amount | cost
o1 | 2025-03-05 | x | 10 | 1000 | 900 | 600
o1 | 2025-03-05 | x | 1 | 100 | 100 |
o2 | 2025-03-20 | y | 4 | 400 | 300 | 200
o3 | 2025-03-25 | x | -2 | -200 | -180 | -120

receipts
received_on | order_id | amount
2025-04-01 | o1 | 500
2025-04-02 | o2 | 300

settlements
booked_on | order_id | amount
2025-03-05 | o1 | 500
2025-03-20 | o2 | 300

customer_changes
account_id | happened_on | kind
x | 2025-03-05 | new
y | 2025-03-20 | won_back
z | 2025-03-11 | lost

quotas
starts_on | metric | amount | expected_amount
2025-03-01 | | 1400 | 1120
2025-04-01 | net_revenue | 1000 | 0
2025-03-01 | gross_profit | 425 | 425
2025-03-01 | units | 10 | 10
2025-03-01 | new_customers | 4 | 4

credits
credited_on | role | amount
2025-03-05 | seller | 1000

market_sizes
starts_on | amount | own_amount
2025-03-01 | 200 | 20
2025-04-01 | 270 | 24

share_observations
starts_on | competitor | share
2025-03-01 | Rival | 0.20
2025-03-01 | Other | 0.10
2025-04-01 | Rival | 0.90

competitor_events
starts_on | ends_before | competitor | kind
2025-03-10 | 2025-05-01 | Rival | promotion
2025-04-02 | 2025-05-01 | Other | launch

leads
received_on | received_at | first_contacted_at
2025-03-01 | 2025-02-28T20:00:00 | 2025-03-01T10:00:00
2025-03-02 | 2025-03-02T08:00:00 |

deals
created_on | status | amount | closed_on
2025-03-01 | won | 400 | 2025-03-20
2025-03-02 | won | 100 | 2025-03-31
2025-03-03 | lost | 300 | 2025-03-10
2025-03-04 | open | 250 |

expected_closings
deal_id | expected_on | moved_to | status | amount
d1 | 2025-03-20 | | won | 400
d4 | 2025-03-25 | | open | 250
d5 | 2025-03-28 | 2025-04-15 | open | 80
d5 | 2025-04-15 | | open | 80

closings
closed_on | status | amount | created_on | days_open
2025-03-20 | won | 400 | 2025-03-01 | 19
2025-03-31 | won | 100 | 2024-12-01 | 120
2025-03-10 | lost | 300 | 2025-03-03 | 7
2025-03-11 | won | 50 | |
2025-04-01 | won | 900 | 2025-03-01 | 31
| won | 70 | 2025-03-02 |

activities
happened_on | kind
2025-03-03 | call
2025-03-04 | visit

steps
case_id | case_kind | sequence | from_stage | to_stage | entered_on | entered_at | left_at | work_minutes | visit | fits
d1 | deal | 1 | | Talks | 2025-03-01 | 2025-03-01T09:00:00 | 2025-03-04T09:00:00 | 1080 | 1 | true
d1 | deal | 2 | Talks | Offer | 2025-03-04 | 2025-03-04T09:00:00 | 2025-03-05T09:00:00 | 540 | 1 | true
d1 | deal | 3 | Offer | Talks | 2025-03-05 | 2025-03-05T09:00:00 | | | 2 | false
d2 | deal | 1 | | Talks | 2025-04-01 | 2025-04-01T09:00:00 | | | 1 | true
d3 | deal | 1 | | Talks | 2025-03-10 | 2025-03-10T09:00:00 | | | 1 | true

people
position_id | person_id | name | ends_before | left_on
p1 | ada | Ada | 2025-02-01 |
p2 | ada | Ada | |
p3 | bo | Bo | |
p4 | cy | Cy | 2025-03-01 | 2025-03-01

earnings
earned_on | amount
2025-03-31 | 120
2025-03-31 | -20
"""  # noqa: E501 - a table is read by its lines

# What each metric is in March 2025 of that ledger.
MARCH = {
    "net_revenue": 1120,
    "gross_revenue": 1300,
    "returns": 180,
    "return_rate": 180 / 1300,
    "list_revenue": 1500,
    "discount": 200,
    "discount_rate": 200 / 1500,
    "units": 13,
    "units_sold": 15,
    "average_price": 1120 / 13,
    "cost": 680,
    "gross_profit": 340,
    "costed_revenue": 1020,
    "margin": 340 / 1020,
    "line_count": 4,
    "order_count": 2,
    "average_order_value": 650,
    "credited_revenue": 1000,
    "cash_received": 0,
    "settled": 800,
    "outstanding": 320,
    "quota": 1400,
    "attainment": 0.8,
    "expected_quota": 1120,
    "pace": 1.0,
    "gross_profit_quota": 425,
    "gross_profit_attainment": 0.8,
    "units_quota": 10,
    "units_attainment": 1.3,
    "new_customers_quota": 4,
    "new_customers_attainment": 0.25,
    "buyers": 2,
    "new_customers": 1,
    "lost_customers": 1,
    "won_back_customers": 1,
    "market_size": 200,
    "market_own_revenue": 20,
    "market_share": 0.1,
    "shares_seen": 0.3,
    "share_sightings": 2,
    "observed_share": 0.15,
    "competitor_moves": 1,
    "lead_count": 2,
    "contacted_leads": 1,
    "answered_in_time": 1,
    "answered_in_time_rate": 1 / 2,
    "deal_count": 4,
    "won_deals": 3,
    "lost_deals": 1,
    "closed_deals": 4,
    "win_rate": 3 / 4,
    "won_amount": 550,
    "timed_wins": 2,
    "days_to_wins": 139,
    "days_to_win": 69.5,
    "cohort_wins": 2,
    "cohort_conversion": 0.5,
    "period_conversion": 0.75,
    "average_won_amount": 550 / 3,
    "sales_velocity": 0.75 * 550 / 3 / 69.5,
    "open_deals": 1,
    "stage_entries": 2,
    "stage_visits": 4,
    "ended_stays": 2,
    "days_in_stages": 4,
    "average_days_in_stage": 2,
    "median_days_in_stage": 2,
    "p90_days_in_stage": 2.8,
    "censored_days_in_stage": 3,
    "timed_stays": 2,
    "working_hours_in_stages": 27,
    "average_working_hours_in_stage": 13.5,
    "median_working_hours_in_stage": 13.5,
    "p90_working_hours_in_stage": 17.1,
    "returns_to_stages": 1,
    "reworked_cases": 1,
    "rework_rate": 1 / 4,
    "judged_moves": 2,
    "fitting_moves": 1,
    "move_fitness": 1 / 2,
    "judged_deals": 2,
    "straying_deals": 1,
    "conformance_rate": 1 / 2,
    "conversion_chance": 1 / 2,
    "hours_to_answer": 14,
    "due_pipeline": 250,
    "gross_coverage": 250 / 1400,
    "net_coverage": 250 / 850,
    "expected_deals": 3,
    "kept_deals": 2,
    "moved_out_rate": 1 / 3,
    "open_pipeline": 250,
    "activity_count": 2,
    "headcount": 2,
    "earned_pay": 100,
}
