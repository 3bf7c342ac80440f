# Makes the numbers of cox_test.cpp: Breslow's cumulative hazard of R's survival at given predictors.
library(survival)
time <- c(5, 8, 8, 12, 12, 15, 20, 21, 30, 33)
event <- c(1, 1, 0, 1, 1, 0, 1, 0, 1, 0)
eta <- c(0.9, -0.4, 0.2, 1.1, 0.3, -0.8, 0.5, -1.2, 0.1, -0.3)
fit <- coxph(Surv(time, event) ~ eta, init = 1, ties = "breslow",
             control = coxph.control(iter.max = 0))
hazard <- basehaz(fit, centered = FALSE)
print(hazard, digits = 15)
