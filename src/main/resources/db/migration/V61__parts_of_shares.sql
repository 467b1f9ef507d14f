-- What a share is of, and days won of days over: filled by each indicator's next evaluation; null for other measures.

alter table current_evaluation
    add part  numeric,
    add whole numeric;
